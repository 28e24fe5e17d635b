import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../../simulator/local-aws';

const STEP_MS = 20;

/**
 * Makes the simulator's clock follow the machine's clock, for callers that run in real time.
 *
 * The virtual clock is advanced in small steps, each as long as the time that has passed on the machine, times `speed`.
 */
export class RealTime {
  private running = true;
  private readonly ended: Promise<void>;

  constructor(private readonly aws: LocalAws, private readonly speed: number) {
    this.ended = this.drive();
  }

  public async stop(): Promise<void> {
    this.running = false;
    await this.ended;
  }

  private async drive(): Promise<void> {
    let last = performance.now();
    while (this.running) {
      await sleep(STEP_MS);
      const now = performance.now();
      await this.aws.clock.advance((now - last) * this.speed);
      last = now;
    }
  }
}
