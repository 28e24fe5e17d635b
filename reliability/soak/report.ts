import type { Harness, Totals } from '../harness/harness';
import { INVARIANTS, type Violation } from '../invariants/violation';

const BAR_WIDTH = 30;
const MAXIMUM_FAILURES = 20;

/** One line: bar, scenarios, scenarios per second, failures. */
export function progressLine(totals: Totals, total: number, elapsedMs: number): string {
  const { scenarios, failures } = totals;
  const full = Math.round((scenarios / total) * BAR_WIDTH);
  const rate = scenarios / Math.max(1, elapsedMs / 1000);
  const left = rate > 0 ? Math.round((total - scenarios) / rate) : 0;
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${scenarios} of ${total} scenarios, `
    + `${rate.toFixed(1)} per second, ${left} s left, ${failures.length} failed`;
}

/** The result: totals, each failure with the command that replays it, what broke, and what was exercised. */
export function summary(totals: Totals, harness: Harness, seed: number, elapsedMs: number): string {
  const { scenarios, hours, requests, updates, failures, exercised } = totals;
  const head = `${scenarios} ${harness} scenarios, seeds ${seed} to ${seed + scenarios - 1}: `
    + `${failures.length} with violations; ${Math.round(hours)} virtual hours, `
    + `${requests} requests, ${updates} updates, in ${Math.round(elapsedMs / 1000)} s`;
  const shown = [...failures].sort((a, b) => a.seed - b.seed).slice(0, MAXIMUM_FAILURES);
  const lines = shown.flatMap(({ seed: failed, violations }) => [
    `seed ${failed}: ${violations.map(describe).join('; ')}`,
    `  replay: npm run soak -- --seed ${failed} --trace${harness === 'fast' ? ' --fast' : ''}`,
  ]);
  const broken = [...new Set(failures.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)))];
  const meanings = broken.map((invariant) => `(${invariant}) ${INVARIANTS[invariant]}`);
  return [head, ...lines, ...meanings, ...exercisedLines(exercised)].join('\n');
}

/** What the scenarios have met, one line for each group: disruptions, faults, switches, responses, … */
function exercisedLines(exercised: Totals['exercised']): string[] {
  const groups = new Map<string, string[]>();
  for (const [what, count] of Object.entries(exercised).sort(([a], [b]) => a.localeCompare(b))) {
    const [group = '', ...rest] = what.split(': ');
    groups.set(group, [...groups.get(group) ?? [], `${rest.join(': ')} ${count}`.trim()]);
  }
  return [...groups].map(([group, counts]) => `exercised: ${group}: ${counts.join(', ')}`);
}

const describe = ({ invariant, what, atS }: Violation): string => `(${invariant}) after ${atS} s: ${what}`;
