import type { Changed } from './changed';
import { keyChanges, type SentUpdate } from './key-changes';
import { keyNamesOf } from './key-names';
import { allResources, namespacesOf } from './namespaces';
import type { RehearsedAccount } from './rehearsed-account';
import type { ResourceFailureEvent, ScenarioResult } from './scenario-result';
import type { Usage } from './usage';
import { waitingFor } from './waiting';
import type { StackEvent } from '../../../simulator/cloudformation';
import type { Plan, Scenario } from '../input/plan';

interface Facts extends Changed {
  readonly account: RehearsedAccount;
  readonly plan: Plan;
  readonly scenario: Scenario;
  readonly keysBefore: ReadonlyMap<string, string | undefined>;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly quietAt: number;
  readonly usage: Usage;
  readonly injected: boolean;
  readonly firstStartedAt?: number;
  readonly eventsBefore: readonly StackEvent[];
  readonly callsBefore: number;
}

/** Reads the account after a deployment. */
export function resultOf(facts: Facts): Omit<ScenarioResult, 'until' | 'recovery'> {
  const { account, plan, scenario, outcome, keysBefore, startedAt, endedAt, quietAt, usage, injected } = facts;
  const { aws, cloudFormation } = account;
  const events = eventsOf(account, plan.after.stackName).filter(({ at }) => at >= startedAt)
    .slice(0, outcome.outcome === 'REJECTED' ? 0 : undefined);
  const reason = outcome.reason ?? reasonIn(events, plan.after.stackName);
  const updates = aws.calls.filter(({ at, operation, input }) =>
    at >= startedAt && operation === 'UpdateNamespace' && Object.keys(input).length > 0).map(sentUpdate);
  const calls = cloudFormation.calls.slice(facts.callsBefore);
  return {
    scenario,
    outcome: outcome.outcome,
    status: outcome.status,
    ...(reason !== undefined && { reason }),
    ...(facts.firstStartedAt !== undefined && { firstStartedAt: facts.firstStartedAt }),
    startedAt,
    endedAt,
    quietAt,
    eventsBefore: facts.eventsBefore,
    events,
    failures: failuresOf(events),
    namespaces: namespacesOf(account, plan, keysBefore),
    updates,
    changes: keyChanges(updates, aws.redshift.history),
    waiting: waitingFor(plan.after, events),
    history: aws.redshift.history,
    keyNames: keyNamesOf(account, allResources(account, plan.after.stackName)),
    ...(facts.cancellation !== undefined && { cancellation: facts.cancellation }),
    injected,
    usage,
    assumed: account.assumptions.all,
    changeSet: [...new Set(calls.filter(({ action, rollback }) => action !== 'delete' && !rollback)
      .map(({ logicalId }) => logicalId))],
  };
}

/** Why a stack began to roll back. */
export function reasonIn(events: readonly StackEvent[], stackName: string): string | undefined {
  return events.find(({ logicalId, status }) => logicalId === stackName && status.endsWith('ROLLBACK_IN_PROGRESS'))
    ?.reason;
}

/** Events of the stack and of those nested in it, in order. */
function eventsOf(account: RehearsedAccount, stackName: string): StackEvent[] {
  const { cloudFormation } = account;
  if (cloudFormation.statusOf(stackName) === undefined) { return []; }
  const nested = allResources(account, stackName).filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  const all = [stackName, ...nested.flatMap(({ physicalId }) => physicalId ?? [])]
    .flatMap((id) => cloudFormation.eventsOf(id) ?? []);
  return all.sort((a, b) => a.at - b.at);
}

function failuresOf(events: readonly StackEvent[]): ResourceFailureEvent[] {
  return events
    .filter(({ status, type }) => status.endsWith('_FAILED') && type !== 'AWS::CloudFormation::Stack')
    .map(({ at, stackName, logicalId, type, status, reason = '' }) =>
      ({ at, stackName, logicalId, type, status, reason }));
}

function sentUpdate({ at, principal, input, outcome }: {
  readonly at: number; readonly principal: string; readonly input: Record<string, unknown>; readonly outcome: string;
}): SentUpdate {
  const { adminUserPassword: _secret, ...shown } = input;
  return { at, by: principal === 'cloudformation' ? 'CloudFormation' : 'function', input: shown, outcome };
}
