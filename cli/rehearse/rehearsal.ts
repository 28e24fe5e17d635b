import { CannotRehearse } from './input/cannot-rehearse';
import { isDisturbed, type Plan, type Scenario } from './input/plan';
import { asFailureOf, failureScenarios } from './judge/failure-scenarios';
import { judge, type Verdict } from './judge/verdict';
import { runScenarios } from './run/scenario-pool';
import type { ScenarioResult } from './run/scenario-result';

/** A scenario with how it has ended. */
export interface JudgedScenario {
  readonly result: ScenarioResult;
  readonly verdict: Verdict;
  /** the resource of the same type that was played, and that fails at the same moment */
  readonly sameAs?: string;
}

/** Everything that was played of one change. */
export interface Rehearsal {
  readonly plan: Plan;
  readonly main: JudgedScenario;
  /** the same at every pace, where a key changes and nothing goes wrong on purpose */
  readonly paces: readonly JudgedScenario[];
  /** each failure, where all were asked for */
  readonly failures: readonly JudgedScenario[];
}

/** 1: typical, 2: half, 3: a third. */
export const PACES = [1, 2, 3] as const;

export interface RehearseProgress {
  /** called when it is known how many scenarios there are, and after each of them */
  step(done: number, total: number, what: string): void;
}

/** Plays the change, at other paces too, and with each failure where that is wanted. */
export async function rehearse(
  plan: Plan, scenario: Scenario, everyFailure: boolean, progress: RehearseProgress,
): Promise<Rehearsal> {
  const judged = (result: ScenarioResult): JudgedScenario =>
    ({ result, verdict: judge(result, plan.after.stackName) });
  progress.step(0, 1, 'the change itself');
  const [main] = await runScenarios(plan, [scenario]);
  throwIfNotInjected(main);
  const others = isDisturbed(scenario) || main.updates.length === 0
    ? []
    : PACES.filter((slowness) => slowness !== scenario.slowness);
  const failing = everyFailure ? failureScenarios(plan, main) : [];
  const more = [
    ...others.map((slowness): Scenario => ({ ...scenario, slowness })),
    ...failing.map((each) => each.scenario),
  ];
  const total = more.length + 1;
  progress.step(1, total, 'slower paces and failures');
  const results = await runScenarios(plan, more, (done) => progress.step(done + 1, total, 'slower paces and failures'));
  const atPaces = others.length === 0 ? [] : [main, ...results.slice(0, others.length)];
  return {
    plan,
    main: judged(main),
    paces: [...atPaces].sort((a, b) => a.scenario.slowness - b.scenario.slowness).map(judged),
    failures: results.slice(others.length).flatMap((result, index): JudgedScenario[] => [
      judged(result),
      ...failing[index].sameAs.map((logicalId) =>
        ({ ...judged(asFailureOf(result, logicalId)), sameAs: result.scenario.failAt })),
    ]),
  };
}

/** A failure of something that the deployment does not touch cannot happen. */
function throwIfNotInjected({ scenario, injected, changeSet, outcome }: ScenarioResult): void {
  if (scenario.failAt === undefined || injected || outcome === 'REJECTED') { return; }
  throw new CannotRehearse(
    `--fail-at ${scenario.failAt}: the deployment does not create or update it, but: `
      + (changeSet.join(', ') || 'nothing'),
  );
}
