import type { LogLine, Metric } from '../../src/key-change/log';
import type { Execution, Ports, Reading } from '../../src/key-change/ports';
import type { AskOutcome, KeySighting, NamespaceSighting, Sighting, StackSighting } from '../../src/key-change/sighting';
import { nothingKnown, type Known, type State, type Wish } from '../../src/key-change/state';

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
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response.example/answer?X-Amz-Signature=SECRET';

export const wish = (over: Partial<Wish> = {}): Wish => ({
  request: {
    type: 'Update',
    requestId: REQUEST_ID,
    stackId: STACK_ID,
    logicalResourceId: 'KeyChange1',
    physicalResourceId: 'warehouse',
    responseUrl: RESPONSE_URL,
  },
  namespaceName: 'warehouse',
  key: NEW,
  waiterArn: WAITER,
  window: 1,
  windows: 1,
  arrivedAt: ARRIVAL,
  ...over,
});

/** What is known; its times count from the arrival. */
export function known(over: Partial<Known> = {}): Known {
  const shift = (time: number | undefined) => (time === undefined ? undefined : at(time));
  return {
    ...nothingKnown,
    ...over,
    askedAt: shift(over.askedAt),
    onWantedSince: shift(over.onWantedSince),
    onOtherSince: shift(over.onOtherSince),
    lookDeniedSince: shift(over.lookDeniedSince),
    askDeniedSince: shift(over.askDeniedSince),
  };
}

/** An ask whose outcome is `ask`, so long after the arrival. */
export const asked = (ask: 'accepted' | 'unknown' | 'sending', askedAt: number, over: Partial<Known> = {}): Known =>
  known({ ask, asks: 1, askedAt, keyArn: NEW, ...over });

// Sightings.
export const usable = (arn = NEW): KeySighting => ({ kind: 'usable', keyArn: arn });
export const unusable = (reason = `key ${NEW} is disabled`): KeySighting => ({ kind: 'unusable', reason, keyArn: NEW });
export const status = (name: string, arn?: string, key?: KeySighting): Sighting =>
  ({ kind: 'namespace', namespace: { status: name, keyArn: arn }, key });
export const available = (arn?: string, key?: KeySighting): Sighting => status('AVAILABLE', arn, key);
export const modifying = (arn: string | undefined = OLD, key?: KeySighting): Sighting => status('MODIFYING', arn, key);
export const notFound = (bornElsewhere?: boolean): Sighting => ({ kind: 'not-found', bornElsewhere });
export const denied = (message = 'AccessDeniedException: no'): Sighting => ({ kind: 'denied', message });
export const unreadable = (message = 'InternalServerException: oops'): Sighting => ({ kind: 'unreadable', message });
/** The same, and how the stack goes. */
export const inStack = (stack: StackSighting, seen: Sighting): Sighting => ({ ...seen, stack });

// Outcomes of an ask.
export const accepted: AskOutcome = { kind: 'accepted' };
export const unheard: AskOutcome = { kind: 'unknown', message: 'TimeoutError: gone' };
export const refused = (why: 'busy' | 'denied' | 'invalid' | 'not-found', message = `${why}, says the service`): AskOutcome =>
  ({ kind: 'refused', why, message });

/** A logged line with its level, and the metric that it counts. */
export type Logged = LogLine & { readonly level: 'info' | 'error' | 'count'; readonly metric?: Metric };

/** The world around the Lambda side, in memory. Each behaviour can be replaced by a test. */
export interface World {
  now: number;
  namespace: () => Reading<NamespaceSighting> | { readonly kind: 'not-found' };
  key: (key: string) => Reading<KeySighting>;
  stack: () => StackSighting;
  outcome: () => AskOutcome;
  executions: () => Reading<Execution[]>;
  start: () => void;
  /** HTTP status of the n-th PUT */
  put: (n: number) => number;

  readonly log: Logged[];
  readonly asks: { readonly namespaceName: string; readonly keyArn: string }[];
  readonly keyLooks: string[];
  readonly stackLooks: string[];
  readonly started: { readonly waiterArn: string; readonly name: string; readonly input: string }[];
  readonly puts: { readonly url: string; readonly body: string }[];
  readonly sleeps: number[];
  readonly ports: Ports;
}

export function world(over: Partial<World> = {}): World {
  const log: Logged[] = [];
  const self: World = {
    now: ARRIVAL,
    namespace: () => ({ kind: 'read', value: { status: 'AVAILABLE', keyArn: OLD } }),
    key: () => ({ kind: 'read', value: usable() }),
    stack: () => 'forward',
    outcome: () => accepted,
    executions: () => ({ kind: 'read', value: [] }),
    start: () => undefined,
    put: () => 200,
    log,
    asks: [],
    keyLooks: [],
    stackLooks: [],
    started: [],
    puts: [],
    sleeps: [],
    ports: {
      namespaces: {
        look: async () => self.namespace(),
        changeKey: async (namespaceName, arn) => {
          self.asks.push({ namespaceName, keyArn: arn });
          return self.outcome();
        },
      },
      keys: {
        look: async (key) => {
          self.keyLooks.push(key);
          return self.key(key);
        },
      },
      stacks: {
        look: async (stackId) => {
          self.stackLooks.push(stackId);
          return self.stack();
        },
      },
      waiter: {
        start: async (waiterArn, name, input) => {
          self.started.push({ waiterArn, name, input });
          self.start();
        },
        list: async () => self.executions(),
      },
      mailbox: {
        put: async (url, body) => {
          self.puts.push({ url, body });
          return self.put(self.puts.length);
        },
      },
      log: {
        info: (line) => log.push({ ...line, level: 'info' }),
        error: (line) => log.push({ ...line, level: 'error' }),
        count: (metric, line) => log.push({ ...line, level: 'count', metric }),
      },
      now: () => self.now,
      sleep: async (ms) => {
        self.sleeps.push(ms);
        self.now += ms;
      },
    },
    ...over,
  };
  return self;
}

/** Answers that the world has got, parsed. */
export const answersOf = ({ puts }: World): { Status: string; Reason: string; PhysicalResourceId: string; Data?: object }[] =>
  puts.map(({ body }) => JSON.parse(body));

/** A state of the waiter, as it comes back from Step Functions: through JSON. */
export const state = (over: Partial<State> = {}): State =>
  JSON.parse(JSON.stringify({ wish: wish(), known: known(), next: { action: 'wait', seconds: 1 }, ...over }));

export const fail = (message: string): never => { throw new Error(message); };

/** An event of CloudFormation, as its documentation shows it: every scalar is a string. */
export const event = (over: Record<string, unknown> = {}, properties: Record<string, unknown> = {}): Record<string, unknown> => ({
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
