import { accepted, ARRIVAL, OLD, stackResources, usable } from './support';
import type { FailureKind } from '../../src/contract';
import type { LogLine, MetricValues } from '../../src/handler/log';
import type { Ports, Reading } from '../../src/handler/ports';
import type { Execution } from '../../src/handler/reconcile/executions';
import type { KeyChangeEventDetail, KeyChangeEventKind } from '../../src/handler/reconcile/key-change-event';
import type {
  KeyObservation, NamespaceObservation, StackDirection, UpdateOutcome,
} from '../../src/handler/reconcile/observation';
import type { StackEvent } from '../../src/handler/reconcile/stack-history';
import type { StackResource } from '../../src/handler/reconcile/stack-holding';

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
