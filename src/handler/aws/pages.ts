import { unread } from './errors';
import type { Reading } from '../ports';

/** One page of a list, and where the next one begins; undefined = nothing more is wanted. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Reads page after page. A list that ends in an error is not read. */
export async function readPages<T>(readPage: (token: string | undefined) => Promise<Page<T>>): Promise<Reading<T[]>> {
  const listed: T[] = [];
  let token: string | undefined;
  try {
    do {
      const { items, next } = await readPage(token);
      listed.push(...items);
      token = next;
    } while (token);
  } catch (error) {
    return unread(error);
  }
  return { kind: 'read', value: listed };
}
