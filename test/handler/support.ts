import type { LogLine, Metric } from '../../src/handler/log';
import type { Ports, Reading } from '../../src/handler/ports';
import type { Execution } from '../../src/handler/reconcile/executions';
import type { KeyChangeRequest, ResponseTarget } from '../../src/handler/reconcile/key-change-request';
import type {
  KeyObservation, NamespaceObservation, Observation, StackDirection, UpdateOutcome,
} from '../../src/handler/reconcile/observation';
import { initialProgress, type Progress } from '../../src/handler/reconcile/progress';
import type { WaiterState } from '../../src/handler/waiter-state';

// Times. Every test counts from the arrival of its event.
export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
export const ARRIVAL = Date.UTC(2026, 0, 1, 12);
export const at = (sinceArrival: number): number => ARRIVAL + sinceArrival;

// Names.
export const REGION = 'eu-central-1';
const keyArn = (id: string): string => `arn:aws:kms:${REGION}:111122223333:key/${id}`;
export const OLD = keyArn('old');
export const NEW = keyArn('new');
export const THIRD = keyArn('third');
export const ALIAS = 'alias/warehouse';
export const WAITER = `arn:aws:states:${REGION}:111122223333:stateMachine:waiter`;
export const REQUEST_ID = '11111111-1111-4111-8111-111111111111';
export const STACK_ID = `arn:aws:cloudformation:${REGION}:111122223333:stack/Warehouse/guid`;
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response.example/response?X-Amz-Signature=SECRET';

export const responseTarget = (over: Partial<ResponseTarget> = {}): ResponseTarget => ({
  requestId: REQUEST_ID,
  stackId: STACK_ID,
  logicalResourceId: 'KeyChange1',
  physicalResourceId: 'warehouse',
  responseUrl: RESPONSE_URL,
  ...over,
});

export const request = (over: Partial<KeyChangeRequest> = {}): KeyChangeRequest => ({
  type: 'Update',
  responseTarget: responseTarget(),
  namespaceName: 'warehouse',
  desiredKey: NEW,
  waiterArn: WAITER,
  window: 1,
  windows: 1,
  arrivedAt: ARRIVAL,
  ...over,
});

/** The progress of a request. Its times count from the arrival. */
export function progress(over: Partial<Progress> = {}): Progress {
  const shift = (time: number | undefined) => (time === undefined ? undefined : at(time));
  return {
    ...initialProgress,
    ...over,
    updateSentAt: shift(over.updateSentAt),
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
/** The same, with the direction of the stack. */
export const inStack = (stack: StackDirection, observation: Observation): Observation => ({ ...observation, stack });

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
  ResourceType: 'Custom::RedshiftServerlessNamespaceKeyChange',
  LogicalResourceId: 'KeyChange1',
  PhysicalResourceId: 'warehouse',
  ResourceProperties: {
    ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:key-change',
    ServiceTimeout: '3600',
    WaiterArn: WAITER,
    NamespaceName: 'warehouse',
    KmsKeyId: NEW,
    Window: '1',
    Windows: '1',
    ...properties,
  },
  ...over,
});

/** A logged line with its level, and the metric that it counts. */
export type Logged = LogLine & { readonly level: 'info' | 'error' | 'count'; readonly metric?: Metric };

/** The services around the Lambda side, in memory. A test can replace each behaviour. */
export interface World {
  now: number;
  namespace: () => Reading<NamespaceObservation> | { readonly kind: 'not-found' };
  key: (key: string) => Reading<KeyObservation>;
  stack: () => StackDirection;
  updateOutcome: () => UpdateOutcome;
  executions: () => Reading<Execution[]>;
  startExecution: () => void;
  /** HTTP status of the n-th PUT */
  put: (n: number) => number;

  readonly log: Logged[];
  readonly updates: { readonly namespaceName: string; readonly keyArn: string }[];
  /** keys that KMS has described */
  readonly describedKeys: string[];
  /** stacks that CloudFormation has described */
  readonly describedStacks: string[];
  readonly started: { readonly waiterArn: string; readonly name: string; readonly input: string }[];
  readonly puts: { readonly url: string; readonly body: string }[];
  readonly sleeps: number[];
  readonly ports: Ports;
}

export function world(over: Partial<World> = {}): World {
  const self: World = {
    now: ARRIVAL,
    namespace: () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: OLD } }),
    key: () => ({ kind: 'read', value: usable() }),
    stack: () => 'forward',
    updateOutcome: () => accepted,
    executions: () => ({ kind: 'read', value: [] }),
    startExecution: () => undefined,
    put: () => 200,
    log: [],
    updates: [],
    describedKeys: [],
    describedStacks: [],
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
      count: (metric, line) => self().log.push({ ...line, level: 'count', metric }),
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
