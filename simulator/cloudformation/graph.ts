/** A cycle in a dependency graph, or undefined. */
export function cycleIn(
  ids: readonly string[],
  needs: (id: string) => readonly string[],
): readonly string[] | undefined {
  const left = new Set(ids);
  // A node that needs none of the rest, or that none of the rest needs, is in no cycle.
  for (let removed = true; removed;) {
    removed = false;
    for (const id of left) {
      const free = !needs(id).some((need) => left.has(need)) || ![...left].some((other) => needs(other).includes(id));
      if (free) { left.delete(id); removed = true; }
    }
  }
  return left.size > 0 ? [...left].sort() : undefined;
}

/** The result of one piece of work. Skipped: something that it needs failed, or the operation was halted. */
export type Result = 'done' | 'failed' | 'skipped';

/**
 * Carries out pieces of work in dependency order, independent ones at the same time.
 * A piece whose needs have not all been done is skipped, and so is every piece once `halted` says so.
 */
export async function inOrder(
  ids: readonly string[],
  needs: (id: string) => readonly string[],
  work: (id: string) => Promise<'done' | 'failed'>,
  halted: () => boolean = () => false,
): Promise<ReadonlyMap<string, Result>> {
  const all = new Set(ids);
  const cycle = new Set(cycleIn(ids, needs) ?? []);
  const begun = new Map<string, Promise<Result>>();
  const begin = (id: string): Promise<Result> => {
    const already = begun.get(id);
    if (already) { return already; }
    // Only deletions that mix two templates can form a cycle. They are carried out at the same time.
    const before = needs(id).filter((need) => all.has(need) && !(cycle.has(id) && cycle.has(need)));
    const promise = Promise.all(before.map(begin)).then(async (results): Promise<Result> =>
      halted() || results.some((result) => result !== 'done') ? 'skipped' : work(id));
    begun.set(id, promise);
    return promise;
  };
  const results = await Promise.all(ids.map(async (id) => [id, await begin(id)] as const));
  return new Map(results);
}
