/** What a scenario has really met, by kind: `disruption: cancel`, `fault: lost`, `switch: sameKey no-op`, … */
export type Exercised = Readonly<Record<string, number>>;

/** Counts what has had an effect, so that a test sees when something that was drawn does nothing. */
export class Exercise {
  private readonly counts: Record<string, number> = {};

  public met(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  public get all(): Exercised {
    return { ...this.counts };
  }
}

/** Adds counts to others. */
export function addExercised(to: Record<string, number>, counts: Exercised): void {
  for (const [what, count] of Object.entries(counts)) { to[what] = (to[what] ?? 0) + count; }
}
