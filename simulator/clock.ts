/** A timer on the virtual clock. */
interface Timer { readonly id: number; readonly at: number; readonly run: () => void }

/**
 * The time of the simulator. It stands still while real work is in progress (a Lambda invocation, an HTTP request).
 * When there is none, it jumps to the earliest timer, so that an hour of waiting takes milliseconds.
 *
 * Work that uses real sockets or real promises runs inside `hold`. Inside `hold`, `pause` sleeps on virtual time.
 */
export class VirtualClock {
  /** A `Date` class on this clock, for code that runs inside the simulation. */
  public readonly Date: DateConstructor;
  private current: number;
  private timers: Timer[] = [];
  private nextId = 1;
  private holds = 0;
  private wake?: () => void;

  constructor(start: number = Date.UTC(2026, 0, 15, 9, 0, 0)) {
    this.current = start;
    const now = () => this.current;
    this.Date = class extends Date {
      public static now(): number { return now(); }
      constructor(...args: [] | ConstructorParameters<DateConstructor>) {
        if (args.length === 0) { super(now()); } else { super(...args); }
      }
    } as DateConstructor;
  }

  /** Virtual milliseconds since 1970. */
  public readonly now = (): number => this.current;

  public readonly setTimeout = (fn: (...args: unknown[]) => void, ms: number = 0, ...args: unknown[]): number => {
    const id = this.nextId++;
    this.timers.push({ id, at: this.current + Math.max(0, ms), run: () => fn(...args) });
    this.timers.sort((a, b) => a.at - b.at || a.id - b.id);
    return id;
  };

  public readonly clearTimeout = (id?: number): void => {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  };

  /** Sleeps on virtual time. For code outside of `hold`. */
  public sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(() => resolve(), ms));
  }

  /** Runs real work. Virtual time stands still until the work has ended. */
  public async hold<T>(work: () => Promise<T>): Promise<T> {
    this.holds += 1;
    try {
      return await work();
    } finally {
      this.holds -= 1;
      this.wake?.();
    }
  }

  /** Sleeps on virtual time inside `hold`, which it releases meanwhile. */
  public async pause(ms: number): Promise<void> {
    this.holds -= 1;
    this.wake?.();
    try {
      await this.sleep(ms);
    } finally {
      this.holds += 1;
    }
  }

  /** Runs virtual time until the promise has settled. Throws when nothing is left that could settle it. */
  public async run<T>(until: Promise<T>): Promise<T> {
    let settled = false;
    const mark = () => { settled = true; this.wake?.(); };
    until.then(mark, mark);
    for (;;) {
      await this.settle();
      if (settled) { return until; }
      if (!this.fireNext()) {
        throw new Error(
          'the simulation stands still: no timer and no work is left, but the awaited promise has not settled',
        );
      }
    }
  }

  /** Runs virtual time for a duration. */
  public advance(ms: number): Promise<void> {
    return this.run(this.sleep(ms));
  }

  private fireNext(): boolean {
    const timer = this.timers.shift();
    if (!timer) { return false; }
    this.current = Math.max(this.current, timer.at);
    timer.run();
    return true;
  }

  /** Waits in real time until no held work is in progress and promise chains have settled. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      while (this.holds > 0) {
        await new Promise<void>((resolve) => { this.wake = resolve; });
        turn = 0;
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
