import type { Json } from './host';
import type { ResourceStatus, Stack, StackStatus } from './stack';

/** The result of a deployment, a rollback or a deletion. */
export interface StackOutcome {
  readonly outcome: 'SUCCEEDED' | 'FAILED' | 'NO_CHANGES';
  readonly stackName: string;
  readonly stackId: string;
  readonly status: StackStatus;
  /** the status reason of the stack */
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** root cause: the first status reason of a failed resource in the newest operation */
  readonly cause?: string;
}

export interface ResourceDescription {
  readonly logicalId: string;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly physicalId?: string;
  readonly properties: Json;
  readonly attributes: Json;
}

export interface StackDescription {
  readonly stackId: string;
  readonly status: StackStatus;
  readonly reason?: string;
  readonly resources: Readonly<Record<string, ResourceDescription>>;
  readonly outputs: Readonly<Record<string, string>>;
}

const MASK = '*****';
const SUCCESSES: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'];

export function outcomeOf(stack: Stack, outcome?: StackOutcome['outcome']): StackOutcome {
  const { name: stackName, id: stackId, status, reason, outputs } = stack;
  return {
    outcome: outcome ?? (SUCCESSES.includes(status) ? 'SUCCEEDED' : 'FAILED'),
    stackName,
    stackId,
    status,
    reason,
    outputs,
    cause: causeIn(stack),
  };
}

export function describeStack(stack: Stack): StackDescription {
  const resources = [...stack.resources.values()].map((state): [string, ResourceDescription] => {
    const { logicalId, type } = state.definition;
    const { status, reason, physicalId, properties } = state;
    const attributes = state.noEcho
      ? Object.fromEntries(Object.keys(state.attributes).map((name) => [name, MASK]))
      : state.attributes;
    return [logicalId, { logicalId, type, status, reason, physicalId, properties, attributes }];
  });
  return {
    stackId: stack.id,
    status: stack.status,
    reason: stack.reason,
    resources: Object.fromEntries(resources),
    outputs: stack.outputs,
  };
}

function causeIn(stack: Stack): string | undefined {
  const start = stack.events.findLastIndex(
    (event) => event.logicalId === stack.name && event.reason === 'User Initiated',
  );
  return stack.events.slice(start).find((event) => event.logicalId !== stack.name && event.status.endsWith('_FAILED'))
    ?.reason;
}
