import type { RehearseOptions } from '../input/rehearse-options';
import type { JudgedScenario, Rehearsal } from '../rehearsal';
import { keyName, paceName } from './words';
import { messageOf } from '../judge/reason-text';
import type { ScenarioResult } from '../run/scenario-result';

/** Files that were written. */
export interface WrittenFiles { readonly svg: string; readonly html: string; readonly png?: string }

/** The rehearsal for a program: docs/schemas/rehearsal.schema.json describes it. */
export function jsonReport(
  { plan, main, paces, failures }: Rehearsal, options: RehearseOptions, files: WrittenFiles, endsWell: boolean,
): unknown {
  const { result } = main;
  return {
    schemaVersion: 1,
    endsWell,
    stackName: plan.after.stackName,
    account: plan.account,
    region: plan.region,
    dataSizeBytes: plan.dataSize,
    pace: paceName(result.scenario.slowness),
    rollback: result.scenario.rollback,
    ...(result.scenario.failAt !== undefined && { failAt: result.scenario.failAt }),
    ...(result.scenario.cancelAtMinutes !== undefined && { cancelAtMinutes: result.scenario.cancelAtMinutes }),
    ...(result.cancellation !== undefined && { cancellation: result.cancellation }),
    afterDestroy: options.afterDestroy,
    ...endOf(main),
    keyChangeTimeout: paces.map((each) => ({
      pace: paceName(each.result.scenario.slowness),
      enough: each.verdict.well,
      status: each.result.status,
      seconds: secondsOf(each.result),
    })),
    updates: result.updates.map(({ at, ...update }) => ({ seconds: since(result, at), ...update })),
    keyChanges: result.changes.map(({ namespaceName, desiredKey, from, ended }) => ({
      namespaceName,
      desiredKey,
      startsAfterSeconds: since(result, from),
      ...(ended && { endsAfterSeconds: since(result, ended.at), endsOnKey: ended.keyArn ?? null }),
    })),
    waiting: result.waiting.map(({ logicalId, type, outcome, from, to }) => ({
      logicalId,
      type,
      outcome,
      ...(from !== undefined && { startsAfterSeconds: since(result, from) }),
      ...(to !== undefined && { endsAfterSeconds: since(result, to) }),
    })),
    events: result.events.map(({ at, stackName, logicalId, type, status, reason }) => ({
      seconds: since(result, at), stackName, logicalId, type, status, ...(reason !== undefined && { reason }),
    })),
    everyFailure: failures.map((each) => ({
      ...(each.result.scenario.failAt !== undefined && { failAt: each.result.scenario.failAt }),
      ...(each.result.scenario.cancelAtMinutes !== undefined
        && { cancelAtMinutes: each.result.scenario.cancelAtMinutes }),
      ...(each.sameAs !== undefined && { sameAs: each.sameAs }),
      endsWell: each.verdict.well,
      ...endOf(each),
    })),
    usage: result.usage,
    takenAsGiven: result.assumed,
    files,
  };
}

function endOf({ result, verdict }: JudgedScenario) {
  return {
    outcome: result.outcome,
    status: result.status,
    ...(result.reason !== undefined && { reason: result.reason }),
    next: verdict.next,
    seconds: secondsOf(result),
    quietAfterSeconds: since(result, result.quietAt),
    namespaces: result.namespaces.map(({ name, status, keyArn, keyBefore, templateKey }) => ({
      name,
      status,
      key: keyArn ?? null,
      keyName: keyName(result, keyArn),
      keyBefore: keyBefore ?? null,
      templateKey: templateKey ?? null,
    })),
    failures: result.failures.map(({ at, stackName, logicalId, type, status, reason }) => ({
      seconds: since(result, at), stackName, logicalId, type, status, reason: messageOf(reason),
    })),
    ...(result.recovery && { recovery: result.recovery }),
  };
}

const since = ({ startedAt }: ScenarioResult, at: number): number => Math.round((at - startedAt) / 1000);
const secondsOf = (result: ScenarioResult): number => since(result, result.endedAt);
