import type { Mutant } from './mutant';

const RECONCILE = 'src/handler/reconcile';
const ON_EVENT = 'src/handler/on-event.ts';
const ON_STEP = 'src/handler/on-step.ts';
const WAITER = 'src/private/provider/waiter-definition.ts';
const ENTRY = '): Promise<WaiterState> {\n  if (request.type === \'Delete\') {';
const entryThatThrows = (condition: string): string =>
  `): Promise<WaiterState> {\n  if (${condition}) { throw new Error('no'); }\n  if (request.type === 'Delete') {`;

/** Products that hide behind an excuse of the invariant checker. */
export const BEHIND_EXCUSES: readonly Mutant[] = [
  {
    name: 'a rollback fails at its first observation',
    harness: 'fast',
    file: `${RECONCILE}/reconcile.ts`,
    breaks: ['ix', 'xii'],
    from: '  const bounded = ',
    to: "  if (observation.stack === 'rolling-back' && !updated.responded) {\n"
      + "    return { progress: updated, next: { action: 'respond', watch: false,"
      + " response: { status: 'FAILED', reason: 'no' } } };\n  }\n  const bounded = ",
  },
  {
    name: 'throws for ever after an update whose outcome is unknown',
    harness: 'fast',
    file: ON_STEP,
    breaks: ['viii'],
    from: ENTRY,
    to: entryThatThrows("progress.update === 'unknown' || progress.update === 'sending'"),
  },
  {
    name: 'throws for ever after Lambda has throttled an update',
    harness: 'fast',
    file: ON_STEP,
    breaks: ['viii'],
    from: ENTRY,
    to: entryThatThrows('updateThrottled !== undefined'),
  },
  {
    name: 'throws once an observation was denied',
    harness: 'fast',
    file: ON_STEP,
    breaks: ['viii'],
    from: ENTRY,
    to: entryThatThrows('progress.observationDeniedSince !== undefined'),
  },
  {
    name: 'responds FAILED after one delivery',
    harness: 'fast',
    faults: { lost: 60 },
    file: ON_EVENT,
    breaks: ['i'],
    from: 'if (ports.now() - firstAt >= LAST_DELIVERY_MS) {',
    to: 'if (ports.now() >= firstAt) {',
  },
  {
    name: 'drops an event whose waiter could not be started',
    harness: 'fast',
    file: ON_EVENT,
    breaks: ['i'],
    from: 'throw new Error(`the waiter could not be started: ${failure}`);',
    to: '',
  },
  {
    name: 'gives up the start of the waiter after one try',
    harness: 'fast',
    file: ON_EVENT,
    breaks: ['viii', 'i'],
    from: 'for (const pause of PAUSES_MS) {\n    if (failure === undefined) { return undefined; }',
    to: 'for (const pause of PAUSES_MS.slice(9)) {\n    if (failure === undefined) { return undefined; }',
  },
  {
    name: 'gives up a response after one PUT',
    harness: 'fast',
    file: 'src/handler/submit-response.ts',
    breaks: ['viii', 'i'],
    from: 'for (const pause of PAUSES_MS) {',
    to: 'for (const pause of PAUSES_MS.slice(9)) {',
  },
  {
    name: 'the state machine does not retry an observation',
    harness: 'fast',
    file: WAITER,
    breaks: ['viii', 'i'],
    from: 'MaxDelaySeconds: 60, MaxAttempts: 60,',
    to: 'MaxDelaySeconds: 60, MaxAttempts: 1,',
  },
  {
    name: 'the state machine does not retry a response',
    harness: 'fast',
    file: WAITER,
    breaks: ['viii', 'i'],
    from: 'MaxDelaySeconds: 60, MaxAttempts: 6,',
    to: 'MaxDelaySeconds: 60, MaxAttempts: 1,',
  },
  {
    name: 'ends as superseded where nothing is newer',
    harness: 'fast',
    file: `${RECONCILE}/executions.ts`,
    breaks: ['ix', 'xii', 'viii'],
    from: 'other.name !== own && other.name.startsWith(prefix) && isNewer(other, me))',
    to: 'other.name.startsWith(prefix))',
  },
  {
    name: 'sends an update to an AWS-owned key',
    harness: 'fast',
    file: `${RECONCILE}/present-namespace.ts`,
    breaks: ['iii'],
    from: 'if (desiredKey === AWS_OWNED_KMS_KEY && namespace.keyArn !== undefined) {',
    to: "if (desiredKey === '' && namespace.keyArn !== undefined) {",
  },
  {
    name: 'one observation without a key decides',
    harness: 'fast',
    faults: { misreadings: 30 },
    file: `${RECONCILE}/timing.ts`,
    breaks: ['ix', 'ii', 'vi', 'xii'],
    from: 'export const APART_MS = ',
    to: 'export const APART_MS = 0 * ',
  },
];
