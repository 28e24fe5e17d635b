import { VirtualClock } from '../clock';

/** A token bucket: so many calls a second, and as many at once. */
class Bucket {
  private tokens: number;
  private filledAt: number;

  constructor(private readonly clock: VirtualClock, private readonly perSecond: number) {
    this.tokens = perSecond;
    this.filledAt = clock.now();
  }

  /** Takes one token. False: there is none. */
  public take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.perSecond, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) { return false; }
    this.tokens -= 1;
    return true;
  }
}

/**
 * Limits on the calls of a service. All its operations and all its callers share one limit, which is stricter than a
 * limit for each operation. U-7: nobody documents the limits of Redshift Serverless.
 */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: VirtualClock) {}

  public set(service: string, perSecond: number): void {
    this.buckets.set(service, new Bucket(this.clock, perSecond));
  }

  /** Counts one call. False: it is beyond the limit. */
  public admits(service: string): boolean {
    return this.buckets.get(service)?.take() ?? true;
  }
}
