import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../../src/contract';
import type { Plan, Scenario } from '../input/plan';
import { workingParts } from '../input/product-parts';
import { templatesOf } from '../input/stack-input';
import type { ScenarioResult } from '../run/scenario-result';

const MINUTE = 60_000;
/** Where in the deployment, and in each key change, an update is cancelled. */
const SHARES = [0.1, 0.5, 0.9];
/** A failure of one of these has effects of its own. */
const WITH_EFFECTS = [
  RESOURCE_TYPE, NAMESPACE_RESOURCE_TYPE, 'AWS::CloudFormation::Stack', 'AWS::KMS::Alias', 'AWS::KMS::Key',
  'AWS::RedshiftServerless::Workgroup',
];

/** A scenario that is played, and the resources whose failure would be the same. */
export interface FailureScenario {
  readonly scenario: Scenario;
  /** logical ids of the same type whose handlers are called, and so fail, at the same moment */
  readonly sameAs: readonly string[];
}

/** Each resource of the change set fails once, in turn, and the update is cancelled at several moments. */
export function failureScenarios(plan: Plan, plain: ScenarioResult): readonly FailureScenario[] {
  const { slowness, rollback } = plain.scenario;
  const failures = groupsOf(plan, plain).map(([failAt, ...sameAs]): FailureScenario =>
    ({ scenario: { slowness, rollback, failAt }, sameAs }));
  const isUpdate = plan.before !== undefined && !plan.destroyBefore;
  const moments = isUpdate ? momentsOf(plain) : [];
  return [...failures, ...moments.map((cancelAtMinutes): FailureScenario =>
    ({ scenario: { slowness, rollback, cancelAtMinutes }, sameAs: [] }))];
}

/** What happened to one resource, as what would happen to another that fails in the same way. */
export function asFailureOf(result: ScenarioResult, logicalId: string): ScenarioResult {
  const { failAt } = result.scenario;
  return {
    ...result,
    scenario: { ...result.scenario, failAt: logicalId },
    failures: result.failures.map((failure) => failure.logicalId === failAt
      ? { ...failure, logicalId, reason: failure.reason.replaceAll(String(failAt), logicalId) }
      : failure),
  };
}

/** The change set, with resources whose failures cannot be told apart in one group. */
function groupsOf(plan: Plan, { changeSet, events }: ScenarioResult): readonly (readonly string[])[] {
  const working = new Set(templatesOf(plan.after).flatMap((template) => [...workingParts(template)]));
  const groups = new Map<string, string[]>();
  for (const logicalId of changeSet) {
    const start = events.find((event) => event.logicalId === logicalId);
    const isApart = start === undefined || working.has(logicalId) || WITH_EFFECTS.includes(start.type);
    const key = isApart ? logicalId : `${start.type}|${start.status}|${start.at}`;
    groups.set(key, [...groups.get(key) ?? [], logicalId]);
  }
  return [...groups.values()];
}

/** Virtual minutes after the start, rounded to seconds, each once. */
function momentsOf({ startedAt, endedAt, changes }: ScenarioResult): readonly number[] {
  const spans = changes.length > 0
    ? changes.map(({ from, ended }) => [from, Math.min(ended?.at ?? endedAt, endedAt)] as const)
    : [[startedAt, endedAt] as const];
  const moments = [
    startedAt + 1000,
    ...spans.flatMap(([from, to]) => SHARES.map((share) => from + (to - from) * share)),
    endedAt - 1000,
  ].filter((at) => at > startedAt && at < endedAt);
  const minutes = moments.map((at) => Math.round((at - startedAt) / 1000) * 1000 / MINUTE);
  return [...new Set(minutes)].sort((a, b) => a - b);
}
