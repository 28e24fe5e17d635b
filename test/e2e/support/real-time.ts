import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalAws } from '../../simulator/local-aws';

const STEP_MS = 20;

/**
 * Makes the simulator's clock follow this machine's, for callers that live in real time.
 *
 * The virtual clock jumps where it is driven; here it is driven in small steps, each as long as the machine's clock
 * says, times `pace`.
 */
export class RealTime {
  private running = true;
  private readonly ended: Promise<void>;

  constructor(private readonly aws: LocalAws, private readonly pace: number) {
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
      await this.aws.clock.advance((now - last) * this.pace);
      last = now;
    }
  }
}
