import { formatDuration } from '../../terminal/duration';
import type { JudgedScenario, Rehearsal } from '../rehearsal';
import type { NamespaceResult, ScenarioResult } from '../run/scenario-result';

const PACES: Readonly<Record<number, string>> = { 1: 'typical', 2: 'half', 3: 'third' };

export const paceName = (slowness: number): string => PACES[slowness] ?? `1/${slowness}`;

export function keyName(result: Pick<ScenarioResult, 'keyNames'>, arn: string | undefined): string {
  return arn === undefined ? 'the AWS-owned key' : result.keyNames[arn] ?? arn;
}

/** Such as `warehouse: AVAILABLE on generation 2`. */
export function whereOf(result: ScenarioResult, namespace: NamespaceResult): string {
  return namespace.status === 'GONE'
    ? `${namespace.name}: there is none`
    : `${namespace.name}: ${namespace.status} on ${keyName(result, namespace.keyArn)}`;
}

/** What goes wrong in a scenario on purpose. */
export function scenarioName({ result: { scenario }, sameAs }: JudgedScenario): string {
  if (scenario.failAt !== undefined) {
    return `${scenario.failAt} fails${sameAs === undefined ? '' : `, as ${sameAs} does`}`;
  }
  if (scenario.cancelAtMinutes !== undefined) {
    return `cancelled after ${formatDuration(scenario.cancelAtMinutes * 60_000)}`;
  }
  return `${paceName(scenario.slowness)} pace`;
}

/** Dollars with enough digits that something is seen. */
export const dollarsOf = (dollars: number): string => `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;

/** Such as `ends well`, with how many failures end badly. */
export function resultOf({ main, failures }: Rehearsal): string {
  const end = main.verdict.well ? 'ends well' : 'ends badly';
  const bad = failures.filter(({ verdict }) => !verdict.well).length;
  return failures.length === 0 ? end : `${end}; of ${failures.length} failures, ${bad} end badly`;
}
