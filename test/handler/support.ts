import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE } from '../../src/contract';
import { encodePhysicalId } from '../../src/handler/reconcile/identity';
import type { KeyChangeRequest, ResponseTarget } from '../../src/handler/reconcile/key-change-request';
import type {
  KeyObservation, Observation, StackDirection, UpdateOutcome,
} from '../../src/handler/reconcile/observation';
import { initialProgress, type Progress } from '../../src/handler/reconcile/progress';
import type { StackHolding, StackResource } from '../../src/handler/reconcile/stack-holding';
import type { WaiterState } from '../../src/handler/waiter-state';

// Times. Every test counts from the arrival of its event.
export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
export const ARRIVAL = Date.UTC(2026, 0, 1, 12);
export const at = (sinceArrival: number): number => ARRIVAL + sinceArrival;

// Names.
export const REGION = 'eu-central-1';
export const ACCOUNT = '111122223333';
const keyArn = (id: string, account = ACCOUNT): string => `arn:aws:kms:${REGION}:${account}:key/${id}`;
export const OLD = keyArn('old');
export const NEW = keyArn('new');
export const THIRD = keyArn('third');
export const FOREIGN = keyArn('foreign', '444455556666');
export const ALIAS = 'alias/warehouse';
/** KmsKeyId in the template of a namespace whose construct creates the alias. */
export const CREATED_WITH = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/redshift-serverless/warehouse`;
/** Identity of the namespace, as the PhysicalResourceId of each window. */
export const PHYSICAL_ID = `warehouse|createdWith=${CREATED_WITH}`;
export const WAITER = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:waiter`;
export const REQUEST_ID = '11111111-1111-4111-8111-111111111111';
export const STACK_ID = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Warehouse/guid`;
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response.example/response?X-Amz-Signature=SECRET';

export const responseTarget = (over: Partial<ResponseTarget> = {}): ResponseTarget => ({
  requestId: REQUEST_ID,
  stackId: STACK_ID,
  logicalResourceId: 'KeyChange1',
  physicalResourceId: PHYSICAL_ID,
  responseUrl: RESPONSE_URL,
  ...over,
});

/** By default an Update of the resource that CloudFormation holds, to key generation 2. A Create holds nothing. */
export function request(over: Partial<KeyChangeRequest> = {}): KeyChangeRequest {
  const { type = 'Update', namespaceName = 'warehouse', namespaceId } = over;
  const createdWith = 'createdWith' in over ? over.createdWith : CREATED_WITH;
  const identity = { namespaceName, createdWith, namespaceId };
  const held = 'heldIdentity' in over ? over.heldIdentity : identity;
  const heldIdentity = type === 'Create' ? undefined : held;
  return {
    type,
    responseTarget: responseTarget({ physicalResourceId: encodePhysicalId(heldIdentity ?? identity) }),
    ...identity,
    desiredKey: NEW,
    createdWithStated: false,
    aliasFollowsKey: true,
    managesNamespace: true,
    changeKeyOnCreate: false,
    newestGeneration: 2,
    waiterArn: WAITER,
    window: 1,
    windows: 1,
    arrivedAt: ARRIVAL,
    ...over,
    heldIdentity,
  };
}

/** The progress of a request. Its times count from the arrival, when any progress begins. */
export function progress(over: Partial<Progress> = {}): Progress {
  const shift = (time: number | undefined) => (time === undefined ? undefined : at(time));
  return {
    ...initialProgress,
    ...over,
    startedAt: shift('startedAt' in over || Object.keys(over).length === 0 ? over.startedAt : 0),
    updateSentAt: shift(over.updateSentAt),
    absentSince: shift(over.absentSince),
    keylessSince: shift(over.keylessSince),
    deletingSince: shift(over.deletingSince),
    inaccessibleSince: shift(over.inaccessibleSince),
    onDesiredKeySince: shift(over.onDesiredKeySince),
    onOtherKeySince: shift(over.onOtherKeySince),
    observationDeniedSince: shift(over.observationDeniedSince),
    updateDeniedSince: shift(over.updateDeniedSince),
  };
}

/** The progress after one update, sent this long after the arrival. */
export const updated = (
  update: 'accepted' | 'unknown' | 'sending', updateSentAt: number, over: Partial<Progress> = {},
): Progress => progress({ update, updatesSent: 1, updateSentAt, keyArn: NEW, ...over });

// Observations.
export const usable = (arn = NEW): KeyObservation => ({ kind: 'usable', keyArn: arn });
export const unusable = (reason = `key ${NEW} is disabled`): KeyObservation =>
  ({ kind: 'unusable', reason, keyArn: NEW });
export const inStatus = (status: string, arn?: string, key?: KeyObservation): Observation =>
  ({ kind: 'namespace', namespace: { status, keyArn: arn }, key });
export const available = (arn?: string, key?: KeyObservation): Observation => inStatus('AVAILABLE', arn, key);
export const modifying = (arn: string | undefined = OLD, key?: KeyObservation): Observation =>
  inStatus('MODIFYING', arn, key);
export const notFound = (createdWithMismatch?: boolean): Observation => ({ kind: 'not-found', createdWithMismatch });
export const denied = (message = 'AccessDeniedException: no'): Observation => ({ kind: 'denied', message });
export const unreadable = (message = 'InternalServerException: oops'): Observation => ({ kind: 'unreadable', message });
/** The same, with the direction of the stack, and with what the stack holds. */
export const inStack = (
  stack: StackDirection, observation: Observation, holding?: StackHolding | 'unreadable',
): Observation => ({ ...observation, stack, ...(holding === undefined ? {} : { holding }) });
/** What the stack holds after its last deployment: the namespace, one window and the key generation that it is on. */
export const holds = (over: Partial<StackHolding> = {}): StackHolding =>
  ({ namespaceLogicalId: 'Namespace', windows: 1, generation: 1, ...over });

// Outcomes of an update.
export const accepted: UpdateOutcome = { kind: 'accepted' };
export const outcomeUnknown: UpdateOutcome = { kind: 'unknown', message: 'TimeoutError: gone' };
export const refused = (
  why: 'busy' | 'denied' | 'invalid' | 'not-found', message = `${why}, says the service`,
): UpdateOutcome => ({ kind: 'refused', why, message });

/** A state of the waiter, as it comes back from Step Functions: through JSON. */
export function waiterState(over: Partial<WaiterState> = {}): WaiterState {
  const next = { action: 'wait', seconds: 1 } as const;
  return JSON.parse(JSON.stringify({ request: request(), progress: progress(), next, ...over }));
}

export const fail = (message: string): never => { throw new Error(message); };

/** An event of CloudFormation, as its documentation shows it: every scalar is a string. */
export const event = (
  over: Record<string, unknown> = {}, properties: Record<string, unknown> = {},
): Record<string, unknown> => ({
  RequestType: 'Update',
  RequestId: REQUEST_ID,
  ResponseURL: RESPONSE_URL,
  StackId: STACK_ID,
  ResourceType: RESOURCE_TYPE,
  LogicalResourceId: 'KeyChange1',
  PhysicalResourceId: PHYSICAL_ID,
  ResourceProperties: {
    ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:key-change',
    ServiceTimeout: '3600',
    WaiterArn: WAITER,
    NamespaceName: 'warehouse',
    KmsKeyId: NEW,
    CreatedWithKmsKeyId: CREATED_WITH,
    AliasFollowsKey: 'true',
    ManagesNamespace: 'true',
    NewestGeneration: '2',
    Window: '1',
    Windows: '1',
    ...properties,
  },
  ...over,
});

/** The resources of a stack after its last deployment: the namespace, its windows, and the first key generation. */
export function stackResources(windows = 1, physicalId = PHYSICAL_ID): StackResource[] {
  const status = 'CREATE_COMPLETE';
  return [
    { logicalId: 'NamespaceKeyGeneration10A1B2C3D', physicalId: 'old', type: 'AWS::KMS::Key', status },
    ...Array.from({ length: windows }, (_, i) =>
      ({ logicalId: `KeyChange${i + 1}`, physicalId, type: RESOURCE_TYPE, status })),
    { logicalId: 'Namespace', physicalId: 'warehouse', type: NAMESPACE_RESOURCE_TYPE, status },
  ];
}
