import { VirtualClock } from '../clock';

/**
 * Holds virtual time for one piece of real work, and releases it while the work waits.
 *
 * Unlike the clock's `hold` and `pause`, waits may overlap, and the work may end (a crash, a timeout) while it waits.
 */
export class Lease {
  private release?: () => void;
  private waits = 0;
  private ended = false;

  constructor(private readonly clock: VirtualClock) {
    this.hold();
  }

  /** Releases virtual time until the promise has settled. Never resolves if the work has ended meanwhile. */
  public async waitFor(promise: Promise<unknown>): Promise<void> {
    this.waits += 1;
    this.letGo();
    await promise.then(() => undefined, () => undefined);
    this.waits -= 1;
    if (this.ended) { return new Promise<void>(() => undefined); }
    if (this.waits === 0) { this.hold(); }
    return undefined;
  }

  public sleep(ms: number): Promise<void> {
    return this.ended ? new Promise<void>(() => undefined) : this.waitFor(this.clock.sleep(ms));
  }

  public end(): void {
    this.ended = true;
    this.letGo();
  }

  private hold(): void {
    void this.clock.hold(() => new Promise<void>((resolve) => { this.release = resolve; }));
  }

  private letGo(): void {
    this.release?.();
    this.release = undefined;
  }
}
