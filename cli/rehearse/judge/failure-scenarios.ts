import type { Plan, Scenario } from '../input/plan';
import type { ScenarioResult } from '../run/scenario-result';

const MINUTE = 60_000;
/** Where in the deployment, and in each key change, an update is cancelled. */
const SHARES = [0.1, 0.5, 0.9];

/** Each resource of the change set fails once, in turn, and the update is cancelled at several moments. */
export function failureScenarios(plan: Plan, plain: ScenarioResult): readonly Scenario[] {
  const { slowness, rollback } = plain.scenario;
  const failures = plain.changeSet.map((failAt): Scenario => ({ slowness, rollback, failAt }));
  const isUpdate = plan.before !== undefined && !plan.destroyBefore;
  return isUpdate ? [...failures, ...momentsOf(plain).map((cancelAtMinutes): Scenario =>
    ({ slowness, rollback, cancelAtMinutes }))] : failures;
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
