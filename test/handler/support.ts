import { NAMESPACE_RESOURCE_TYPE, RESOURCE_TYPE, type FailureKind } from '../../src/contract';
import type { LogLine, MetricValues } from '../../src/handler/log';
import type { Ports, Reading } from '../../src/handler/ports';
import type { Execution } from '../../src/handler/reconcile/executions';
import { encodePhysicalId } from '../../src/handler/reconcile/identity';
import type { KeyChangeEventDetail, KeyChangeEventKind } from '../../src/handler/reconcile/key-change-event';
import type { KeyChangeRequest, ResponseTarget } from '../../src/handler/reconcile/key-change-request';
import type {
  KeyObservation, NamespaceObservation, Observation, StackDirection, UpdateOutcome,
} from '../../src/handler/reconcile/observation';
import { initialProgress, type Progress } from '../../src/handler/reconcile/progress';
import type { StackEvent } from '../../src/handler/reconcile/stack-history';
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

/** A logged line with its level, and the metrics that it records. */
export type Logged = LogLine & {
  readonly level: 'info' | 'error' | 'metrics';
  readonly metrics?: MetricValues;
  readonly failureKind?: FailureKind;
};

/** The services around the Lambda side, in memory. A test can replace each behaviour. */
export interface World {
  now: number;
  namespace: () => Reading<NamespaceObservation> | { readonly kind: 'not-found' };
  key: (key: string) => Reading<KeyObservation>;
  stack: () => StackDirection;
  resources: () => Reading<StackResource[]>;
  events: () => Reading<StackEvent[]>;
  updateOutcome: () => UpdateOutcome;
  executions: () => Reading<Execution[]>;
  startExecution: () => void;
  /** in MB */
  dataSize: () => number | undefined;
  /** what goes wrong with an event */
  event: () => string | undefined;
  /** HTTP status of the n-th PUT */
  put: (n: number) => number;

  readonly log: Logged[];
  readonly sent: { readonly kind: KeyChangeEventKind; readonly detail: KeyChangeEventDetail }[];
  readonly updates: { readonly namespaceName: string; readonly keyArn: string }[];
  /** keys that KMS has described */
  readonly describedKeys: string[];
  /** stacks that CloudFormation has described */
  readonly describedStacks: string[];
  readonly stacksWithEventsRead: string[];
  /** stacks whose resources CloudFormation has listed */
  readonly listedStacks: string[];
  readonly started: { readonly waiterArn: string; readonly name: string; readonly input: string }[];
  readonly puts: { readonly url: string; readonly body: string }[];
  readonly sleeps: number[];
  readonly ports: Ports;
}

export function world(over: Partial<World> = {}): World {
  const self: World = {
    now: ARRIVAL,
    namespace: () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: OLD } }),
    key: () => ({ kind: 'read', value: { ...usable(), createdAt: ARRIVAL } }),
    stack: () => 'forward',
    resources: () => ({ kind: 'read', value: stackResources() }),
    events: () => ({ kind: 'read', value: [] }),
    updateOutcome: () => accepted,
    executions: () => ({ kind: 'read', value: [] }),
    startExecution: () => undefined,
    dataSize: () => undefined,
    event: () => undefined,
    put: () => 200,
    log: [],
    sent: [],
    updates: [],
    describedKeys: [],
    describedStacks: [],
    stacksWithEventsRead: [],
    listedStacks: [],
    started: [],
    puts: [],
    sleeps: [],
    ports: portsOf(() => self),
    ...over,
  };
  return self;
}

/** Ports that behave like the world, and that record in it what they were called with. */
function portsOf(self: () => World): Ports {
  return {
    namespaces: {
      getNamespace: async () => self().namespace(),
      updateKey: async (namespaceName, arn) => {
        self().updates.push({ namespaceName, keyArn: arn });
        return self().updateOutcome();
      },
      dataSize: async () => self().dataSize(),
    },
    events: {
      send: async (kind, detail) => {
        self().sent.push({ kind, detail });
        return self().event();
      },
    },
    keys: {
      describeKey: async (key) => {
        self().describedKeys.push(key);
        return self().key(key);
      },
    },
    stacks: {
      describeDirection: async (stackId) => {
        self().describedStacks.push(stackId);
        return self().stack();
      },
      listEventsSinceStable: async (stackId) => {
        self().stacksWithEventsRead.push(stackId);
        return self().events();
      },
      listResources: async (stackId) => {
        self().listedStacks.push(stackId);
        return self().resources();
      },
    },
    waiter: {
      startExecution: async (waiterArn, name, input) => {
        self().started.push({ waiterArn, name, input });
        self().startExecution();
      },
      listExecutions: async () => self().executions(),
    },
    responseSender: {
      put: async (url, body) => {
        self().puts.push({ url, body });
        return self().put(self().puts.length);
      },
    },
    log: {
      info: (line) => self().log.push({ ...line, level: 'info' }),
      error: (line) => self().log.push({ ...line, level: 'error' }),
      record: (metrics, line, failureKind) =>
        self().log.push({ ...line, level: 'metrics', metrics, ...failureKind === undefined ? {} : { failureKind } }),
    },
    now: () => self().now,
    sleep: async (ms) => {
      self().sleeps.push(ms);
      self().now += ms;
    },
  };
}

/** Responses that the world has taken, parsed. */
export const responsesOf = (
  { puts }: World,
): { Status: string; Reason: string; PhysicalResourceId: string; Data?: object }[] =>
  puts.map(({ body }) => JSON.parse(body));
