import type { Chaos } from '../lives/life';
import type { Gear } from '../lives/live';
import type { InvariantNumber } from '../lives/violation';

/** The product, broken on purpose in one place. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** exactly once in the file */
  readonly from: string;
  readonly to: string;
  readonly gear: Gear;
  /** lives that have caught it, to be tried first; they change with the generator */
  readonly seeds?: readonly number[];
  /** faults that bring it out sooner; the product as it is must live under them as well */
  readonly weather?: Partial<Chaos>;
  /** the guards at synth would refuse the template before it is deployed: they are switched off */
  readonly unguarded?: boolean;
  /** which of the invariants may tell, where it is caught */
  readonly breaks: readonly InvariantNumber[];
}

const DECIDE = 'src/key-change/decide.ts';
const STEPS = 'src/key-change/steps.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'answers as soon as it has asked',
    gear: 'fast',
    file: DECIDE,
    breaks: ['ii', 'vi'],
    from: 'return { known: learnt, next: waitMore(wish, learnt, now) };\n  }\n  const askDeniedSince',
    to: 'return { known: learnt, next: succeeded(wish, learnt, \'\', now, true) };\n  }\n  const askDeniedSince',
  },
  {
    name: 'ignores Q: what is still on its way does not count',
    gear: 'fast',
    file: DECIDE,
    breaks: ['ii', 'vi'],
    from: 'Math.max(wish.arrivedAt, known.askedAt ?? 0) + QUIET_MS;\n  return',
    to: '0;\n  return',
  },
  {
    name: 'forgets the second look',
    gear: 'fast',
    file: DECIDE,
    breaks: ['ii', 'vi'],
    from: 'return since < now && now >= quietAt ? then()',
    to: 'return since <= now ? then()',
  },
  {
    name: 'drops the supersede step',
    gear: 'fast',
    file: STEPS,
    breaks: ['vi', 'ii', 'v'],
    from: 'if (younger) {',
    to: 'if (younger && wish.namespaceName === \'\') {',
  },
  {
    name: 'takes a late event for the newest wish',
    gear: 'fast',
    weather: { deliveries: 100 },
    file: 'src/key-change/executions.ts',
    breaks: ['vi', 'ii'],
    from: 'if (sentA !== undefined && sentB !== undefined && sentA !== sentB) { return sentA > sentB; }',
    to: '',
  },
  {
    name: 'asks while a change is running',
    gear: 'fast',
    file: DECIDE,
    breaks: ['v'],
    from: 'default: return waitMore(wish, known, now); // MODIFYING',
    to: 'default: return known.onWantedSince === undefined && !mayHaveBeenAsked(known) ? { action: \'ask\' } : waitMore(wish, known, now); // MODIFYING',
  },
  {
    name: 'does not write down that it is about to ask',
    gear: 'fast',
    weather: { crash: 50 },
    file: DECIDE,
    breaks: ['v', 'i', 'viii', 'vi', 'ii'],
    from: "ask: 'sending', asks: known.asks + 1",
    to: "ask: 'none', asks: known.asks",
  },
  {
    name: 'asks a third time',
    gear: 'fast',
    weather: { unheardAsks: 60 },
    file: DECIDE,
    breaks: ['v'],
    from: 'export const MOST_ASKS = 2;',
    to: 'export const MOST_ASKS = 9;',
  },
  {
    name: 'the state machine retries the ask',
    gear: 'fast',
    weather: { crash: 50 },
    file: 'src/private/waiter-definition.ts',
    breaks: ['v'],
    from: "'Ask': task('ask', {",
    to: "'Ask': task('ask', { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxDelaySeconds: 1, MaxAttempts: 5 }],",
  },
  {
    name: 'takes an unreadable namespace for "not found"',
    gear: 'fast',
    file: STEPS,
    breaks: ['ii', 'vi'],
    from: "if (reading.kind === 'not-found') { return sightAbsent(keys, wish); }",
    to: "if (reading.kind === 'not-found' || reading.kind === 'unreadable') { return sightAbsent(keys, wish); }",
  },
  {
    name: 'takes "not found" for a denial',
    gear: 'fast',
    file: STEPS,
    breaks: ['ix'],
    from: "if (reading.kind === 'not-found') { return sightAbsent(keys, wish); }",
    to: "if (reading.kind === 'not-found') { return { kind: 'denied', message: 'no' }; }",
  },
  {
    name: 'hands over while the stack rolls back',
    gear: 'fast',
    file: DECIDE,
    breaks: ['ii', 'vi'],
    from: "if (seen.stack === 'forward') { return succeeded",
    to: "if (seen.stack !== 'unreadable') { return succeeded",
  },
  {
    name: 'logs the ResponseURL',
    gear: 'fast',
    file: STEPS,
    breaks: ['vii'],
    from: 'ports.log.info({ message: `answered ${next.answer.status}`',
    to: 'ports.log.info({ message: `answered ${next.answer.status} ${wish.request.responseUrl}`',
  },
  {
    name: 'throws what the start has thrown',
    gear: 'fast',
    file: 'src/key-change/receive.ts',
    breaks: ['vii'],
    from: "text.replace(/https?:\\/\\/\\S+/gi, '(URL)').slice(0, 1500)",
    to: 'text',
  },
  {
    name: 'starts a waiter for each delivery',
    gear: 'fast',
    file: 'src/key-change/receive.ts',
    breaks: ['i', 'viii', 'v'],
    from: 'const name = executionName(wish.namespaceName, wish.request.requestId, wish.sentAt);',
    to: 'const name = `${executionName(wish.namespaceName, wish.request.requestId, wish.arrivedAt)}`;',
  },
  {
    name: 'answers again when the watch has ended',
    gear: 'fast',
    file: DECIDE,
    breaks: ['i', 'viii'],
    from: 'const kept = learnt.answered ? watched',
    to: 'const kept = learnt.answered && decision.next.action !== \'answer\' ? watched',
  },
  {
    name: 'watches for ever',
    gear: 'fast',
    file: 'src/key-change/contract.ts',
    breaks: ['viii'],
    from: 'export const WATCH_SECONDS = 48 * 3600;',
    to: 'export const WATCH_SECONDS = 480000 * 3600;',
  },
  {
    name: 'the SDK retries UpdateNamespace',
    gear: 'whole',
    weather: { failed: 50 },
    file: 'src/key-change/handler.ts',
    breaks: ['v'],
    from: 'const asking = { maxAttempts: 1,',
    to: 'const asking = { maxAttempts: 3,',
  },
  {
    name: 'keys are made RetainExceptOnCreate',
    gear: 'whole',
    file: 'src/namespace-encryption.ts',
    unguarded: true,
    breaks: ['iv', 'ii', 'vi'],
    from: 'removalPolicy: RemovalPolicy.RETAIN,',
    to: 'removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,',
  },
  {
    name: 'the alias moves before the window',
    gear: 'whole',
    file: 'src/rotatable-namespace.ts',
    unguarded: true,
    breaks: ['ii', 'vi'],
    from: 'resource.node.addDependency(this.keyChange);\n    this.resource.node.addDependency(resource);',
    to: 'this.resource.node.addDependency(resource);',
  },
];

/** Switches the guards at synth off. */
export const UNGUARDED = { file: 'src/private/guards/report.ts', from: 'export function report(', to: 'export function report(..._: unknown[]): string[] { return []; }\nexport function reportNothing(' };
