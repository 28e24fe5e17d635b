import type { FastAccount } from './account';

/** What goes wrong with a call to a service. `lost`: it is carried out, but its result does not arrive. */
export type CallFault = 'throttled' | 'failed' | 'reset' | 'lost' | 'slow';

/** Draws the fault of one call, as often as the scenario's profile says. */
export function drawFault({ random, faults }: FastAccount): CallFault | undefined {
  if (random.percent(faults.throttled)) { return 'throttled'; }
  if (random.percent(faults.failed)) { return 'failed'; }
  if (random.percent(faults.reset)) { return 'reset'; }
  if (random.percent(faults.lost)) { return 'lost'; }
  return random.percent(faults.slow) ? 'slow' : undefined;
}
