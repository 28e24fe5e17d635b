/** One page of a list, and where the next one begins; undefined = there is none. */
interface Page<T> { readonly items: readonly T[]; readonly next?: string }

/** Reads a list to its end. */
export async function pages<T>(page: (token?: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    found.push(...items);
    token = next;
  } while (token !== undefined);
  return found;
}
