import { FIRST_CONTACTS } from './first-contacts';
import type { Mutant, Replacement } from './mutant';

const RECONCILE = 'src/handler/reconcile';
const PRESENT = `${RECONCILE}/present-namespace.ts`;
const SITUATION = `${RECONCILE}/situation.ts`;
const OBSERVE = 'src/handler/observe.ts';
const ON_EVENT = 'src/handler/on-event.ts';
const ON_STEP = 'src/handler/on-step.ts';

const DECISIONS: readonly Mutant[] = [
  {
    name: 'responds as soon as it has sent an update',
    harness: 'fast',
    file: `${RECONCILE}/after-update.ts`,
    breaks: ['ii', 'vi'],
    from: 'return { progress: sent, next: waitForNextPoll(request, sent, now) };',
    to: 'return { progress: sent, next: { action: "respond", watch: false,'
      + ' response: { status: "SUCCESS", reason: "" } } };',
  },
  {
    name: 'ignores the quiet period',
    harness: 'fast',
    faults: { slow: 60 },
    file: SITUATION,
    breaks: ['ii', 'vi'],
    from: 'return Math.max(progress.startedAt ?? request.arrivedAt, progress.updateSentAt ?? 0) + QUIET_PERIOD_MS;',
    to: 'return 0;',
  },
  {
    name: 'does not wait for a second observation',
    harness: 'fast',
    file: SITUATION,
    breaks: ['ii', 'vi'],
    from: 'return since < now && now >= quietAt\n',
    to: 'return since <= now\n',
  },
  {
    name: 'sends an update while a change is running',
    harness: 'fast',
    file: PRESENT,
    breaks: ['v'],
    from: 'default: return poll(situation); // MODIFYING',
    to: 'default: return progress.onDesiredKeySince === undefined && !mayHaveBeenUpdated(progress)'
      + ' ? { action: "update" } : poll(situation); // MODIFYING',
  },
  {
    name: 'does not record that it is about to send an update',
    harness: 'fast',
    faults: { crash: 50 },
    file: `${RECONCILE}/progress.ts`,
    breaks: ['v', 'i', 'viii', 'vi', 'ii'],
    from: "update: 'sending', updatesSent: progress.updatesSent + 1",
    to: "update: 'none', updatesSent: progress.updatesSent",
  },
  {
    name: 'sends a third update',
    harness: 'fast',
    faults: { vanishedUpdates: 60 },
    file: `${RECONCILE}/timing.ts`,
    breaks: ['v'],
    from: 'export const MAXIMUM_UPDATES = 2;',
    to: 'export const MAXIMUM_UPDATES = 9;',
  },
  {
    name: 'hands over while the stack rolls back',
    harness: 'fast',
    file: `${RECONCILE}/window.ts`,
    breaks: ['ii', 'vi'],
    from: "if (observation.stack === 'forward') {",
    to: "if (observation.stack !== 'unreadable') {",
  },
  {
    name: 'responds again when the watch has ended',
    harness: 'fast',
    file: `${RECONCILE}/reconcile.ts`,
    breaks: ['i', 'viii'],
    from: 'if (updated.responded) { return { progress: updated, next: nextInWatch(situation) }; }',
    to: '',
  },
  {
    name: 'takes a late event for the newest request',
    harness: 'fast',
    faults: { deliveries: 100 },
    file: `${RECONCILE}/executions.ts`,
    breaks: ['vi', 'ii'],
    from: 'if (sentA !== undefined && sentB !== undefined && sentA !== sentB) { return sentA > sentB; }',
    to: '',
  },
];

const HANDLER: readonly Mutant[] = [
  {
    name: 'ignores newer requests',
    harness: 'fast',
    file: ON_STEP,
    breaks: ['vi', 'ii', 'v'],
    from: 'if (newer) {',
    to: "if (newer && namespaceName === '') {",
  },
  {
    name: 'takes an unreadable namespace for "not found"',
    harness: 'fast',
    file: OBSERVE,
    breaks: ['ii', 'vi'],
    from: "if (reading.kind === 'not-found') {",
    to: "if (reading.kind === 'not-found' || reading.kind === 'unreadable') {",
  },
  {
    name: 'takes "not found" for a denial',
    harness: 'fast',
    file: OBSERVE,
    breaks: ['ix', 'xii'],
    from: "if (reading.kind === 'not-found') { return observeAbsence(keys, request); }",
    to: "if (reading.kind === 'not-found') { return { kind: 'denied', message: 'no' }; }",
  },
  {
    name: 'logs the ResponseURL',
    harness: 'fast',
    file: 'src/handler/report.ts',
    breaks: ['vii'],
    from: 'const line = { message: `responded ${status}`,',
    to: 'const line = { message: `responded ${status} ${request.responseTarget.responseUrl}`,',
  },
  {
    name: 'throws what StartExecution has thrown',
    harness: 'fast',
    file: ON_EVENT,
    breaks: ['vii'],
    from: "text.replace(/https?:\\/\\/\\S+/gi, '(URL)').slice(0, 1500)",
    to: 'text',
  },
  {
    name: 'starts a waiter for each delivery',
    harness: 'fast',
    file: ON_EVENT,
    breaks: ['i', 'viii', 'v'],
    from: 'executionName(request.namespaceName, request.responseTarget.requestId, request.sentAt);',
    to: 'executionName(request.namespaceName, request.responseTarget.requestId, request.arrivedAt);',
  },
  {
    name: 'the SDK retries UpdateNamespace',
    harness: 'whole',
    faults: { failed: 50 },
    file: 'src/handler/lambda.ts',
    breaks: ['v'],
    from: 'const updating = { maxAttempts: 1,',
    to: 'const updating = { maxAttempts: 3,',
  },
];

const CONSTRUCTS: readonly Mutant[] = [
  {
    name: 'the state machine retries an update',
    harness: 'fast',
    faults: { crash: 50 },
    file: 'src/private/provider/waiter-definition.ts',
    breaks: ['v'],
    from: "'Update': task('update', {",
    to: "'Update': task('update', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1,"
      + ' MaxDelaySeconds: 1, MaxAttempts: 5 }],',
  },
  {
    name: 'watches without end',
    harness: 'fast',
    file: 'src/contract.ts',
    breaks: ['viii'],
    from: 'export const WATCH_SECONDS = 48 * 3600;',
    to: 'export const WATCH_SECONDS = 480000 * 3600;',
  },
  {
    name: 'keys are created with RetainExceptOnCreate',
    harness: 'whole',
    file: 'src/namespace-encryption.ts',
    withoutChecks: true,
    breaks: ['iv', 'ii', 'vi'],
    from: 'removalPolicy: RemovalPolicy.RETAIN,',
    to: 'removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,',
  },
  {
    name: 'the alias moves before the windows',
    harness: 'whole',
    file: 'src/rotatable-namespace.ts',
    withoutChecks: true,
    breaks: ['ii', 'vi'],
    from: 'resource.node.addDependency(this.keyChange);\n    this.resource.node.addDependency(resource);',
    to: 'this.resource.node.addDependency(resource);',
  },
];

export const MUTANTS: readonly Mutant[] = [...DECISIONS, ...FIRST_CONTACTS, ...HANDLER, ...CONSTRUCTS];

/** Switches the checks at synthesis off. */
export const WITHOUT_CHECKS: Replacement = {
  file: 'src/private/diagnostics/report.ts',
  from: 'export function report(',
  to: 'export function report(..._: unknown[]): string[] { return []; }\nexport function reportNothing(',
};
