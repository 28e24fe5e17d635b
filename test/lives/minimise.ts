import type { Chaos, Life } from './life';
import type { Live } from './live';
import type { InvariantNumber } from './violation';

/** The simplest life that still breaks the invariant: acts left out, troubles taken away, faults silenced, one after the other. */
export async function minimise(life: Life, invariant: InvariantNumber, live: Live, tries = 200): Promise<Life> {
  let best = life;
  for (let left = tries; left > 0;) {
    let simpler: Life | undefined;
    for (const candidate of simplerThan(best)) {
      if (left <= 0) { break; }
      left -= 1;
      const { violations } = await live(candidate);
      if (violations.some((each) => each.invariant === invariant)) {
        simpler = candidate;
        break;
      }
    }
    if (!simpler) { return best; }
    best = simpler;
  }
  return best;
}

function* simplerThan(life: Life): Generator<Life> {
  const { acts, chaos } = life;
  for (let index = acts.length - 1; index >= 0; index -= 1) { yield { ...life, acts: acts.filter((_, other) => other !== index) }; }
  for (const rate of Object.keys(chaos) as (keyof Chaos)[]) {
    if (rate !== 'seed' && (chaos[rate] ?? 0) > 0) { yield { ...life, chaos: { ...chaos, [rate]: 0 } }; }
  }
  for (const [index, act] of acts.entries()) {
    if (act.act === 'deploy' && act.trouble) { yield { ...life, acts: acts.map((each, other) => (other === index ? { ...act, trouble: undefined } : each)) }; }
  }
  if (life.listLagS > 0) { yield { ...life, listLagS: 0 }; }
  if (life.iamDelayS > 0) { yield { ...life, iamDelayS: 0 }; }
  if (life.unknowns.staleReads > 0) { yield { ...life, unknowns: { ...life.unknowns, staleReads: 0 } }; }
}
