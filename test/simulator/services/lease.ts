import { VirtualClock } from '../clock';

/**
 * One piece of real work that makes virtual time stand still, and lets go of it while the work waits.
 *
 * More forgiving than the clock's own `hold` and `pause`: waits may overlap, and the work may end (a crash, a time-out)
 * while it waits.
 */
export class Lease {
  private release?: () => void;
  private waits = 0;
  private ended = false;

  constructor(private readonly clock: VirtualClock) {
    this.take();
  }

  /** Lets virtual time run until the promise has settled. Never returns when the work has ended meanwhile. */
  public async waitFor(promise: Promise<unknown>): Promise<void> {
    this.waits += 1;
    this.give();
    await promise.then(() => undefined, () => undefined);
    this.waits -= 1;
    if (this.ended) { return new Promise<void>(() => undefined); }
    if (this.waits === 0) { this.take(); }
    return undefined;
  }

  public sleep(ms: number): Promise<void> {
    return this.ended ? new Promise<void>(() => undefined) : this.waitFor(this.clock.sleep(ms));
  }

  public end(): void {
    this.ended = true;
    this.give();
  }

  private take(): void {
    void this.clock.hold(() => new Promise<void>((resolve) => { this.release = resolve; }));
  }

  private give(): void {
    this.release?.();
    this.release = undefined;
  }
}
