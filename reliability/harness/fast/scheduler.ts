interface Timer { readonly at: number; readonly order: number; readonly run: () => void }

/**
 * Virtual time for code that awaits only what the scheduler gives it.
 *
 * The scheduler counts the work that can run. When none can, everything waits for a time, and the clock jumps to the
 * earliest one. No turn of Node's event loop is needed, so a scenario takes milliseconds.
 */
export class Scheduler {
  public now = Date.UTC(2026, 0, 15, 9);
  private readonly heap: Timer[] = [];
  private order = 0;
  private running = 0;
  private failure?: { readonly error: unknown };

  /** Calls back after this many milliseconds. */
  public after(ms: number, run: () => void): void {
    const timer: Timer = { at: this.now + Math.max(0, ms), order: this.order += 1, run };
    const { heap } = this;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = Math.floor((index - 1) / 2);
      if (!isBefore(timer, heap[parent]!)) { break; }
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = timer;
  }

  /** Starts work that may suspend. An error that it throws ends the simulation. */
  public spawn(work: () => Promise<void>): void {
    this.running += 1;
    work().then(() => { this.running -= 1; }, (error: unknown) => {
      this.running -= 1;
      this.failure ??= { error };
    });
  }

  /** Waits until `resume` is called, inside of spawned work only. A second call has no effect. */
  public suspend<T>(register: (resume: (value: T) => void) => void): Promise<T> {
    this.running -= 1;
    return new Promise<T>((resolve) => {
      let isOver = false;
      register((value) => {
        if (isOver) { return; }
        isOver = true;
        this.running += 1;
        resolve(value);
      });
    });
  }

  public sleep(ms: number): Promise<void> {
    return this.suspend((resume) => this.after(ms, () => resume()));
  }

  /** Runs until no timer is left, or until this time. True: no timer is left. */
  public async run(end: number): Promise<boolean> {
    for (;;) {
      while (this.running > 0) { await null; }
      if (this.failure) { throw this.failure.error; }
      const timer = this.pop();
      if (!timer) { return true; }
      if (timer.at > end) { return false; }
      this.now = timer.at;
      timer.run();
    }
  }

  private pop(): Timer | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) { return first; }
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) { break; }
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) { child += 1; }
      if (!isBefore(heap[child]!, last)) { break; }
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
