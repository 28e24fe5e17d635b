import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from './contract';
import { handOver } from './handover';
import { CONFIRM_SECONDS, secondsToNextLook } from './pace';
import { reasons } from './reasons';
import type { AskOutcome, NamespaceSighting, Sighting } from './sighting';
import { learnThrottled, type Known, type Next, type Wish } from './state';

/** Q: after so long, no request that a dead invocation has sent can still arrive. */
export const QUIET_MS = (FUNCTION_TIMEOUT_SECONDS + 60) * 1000;
/** N: a change that was accepted has begun by then, or never will. */
export const BEGIN_MS = 10 * 60 * 1000;
/** Permissions are young: a denial counts only when it has lasted so long. */
export const DENIED_MS = 5 * 60 * 1000;
/** After a refusal that may pass, such as a Conflict. */
const ASK_AGAIN_MS = 15 * 1000;
/** How long after its end a window waits for word of its stack. */
const STACK_MS = 2 * 60 * 1000;
/** Asks whose outcome nobody knows, at the most. */
export const MOST_ASKS = 2;

type NamespaceSeen = Extract<Sighting, { kind: 'namespace' }>;

export interface Decision { readonly known: Known; readonly next: Next }

/**
 * What to do next, from what is wished for, what is known of it, what was just seen, and the time. Pure.
 */
export function decide(wish: Wish, known: Known, seen: Sighting, now: number): Decision {
  const learnt = learn(wish, known, seen, now);
  const decision = { known: learnt, next: judge(wish, learnt, seen, now) };
  const kept = learnt.answered ? watched(wish, decision, now) : withinWindow(wish, decision, seen, now);
  return kept.next.action === 'ask' ? asking(kept.known) : kept;
}

/** Whether the key wished for has to be looked up in KMS before a decision. */
export function needsKey(wish: Wish, known: Known, namespace: NamespaceSighting): boolean {
  if (wish.key === AWS_OWNED_KMS_KEY || namespace.keyArn === wish.key) { return false; }
  const mayAsk = namespace.status === 'AVAILABLE' && !mayHaveBeenAsked(known) && !known.answered;
  // A namespace that is beyond help is told of at once, whatever KMS says.
  return mayAsk || (known.keyArn === undefined && ['AVAILABLE', 'MODIFYING'].includes(namespace.status));
}

/** Whether the stack's status has to be looked up: a window ends, a rollback would find too few windows, or it is one that cannot go back. */
export function needsStack(wish: Wish, known: Known, now: number): boolean {
  return !known.answered && (now >= windowEnd(wish) || isRaisedWithKey(wish) || wish.key === AWS_OWNED_KMS_KEY);
}

/** What to do after an ask. Pure. */
export function decideAfterAsk(wish: Wish, known: Known, outcome: AskOutcome, now: number): Decision {
  if (outcome.kind !== 'refused') {
    const learnt = { ...learnOutcome(known, outcome.kind, now), askDeniedSince: undefined, refusal: undefined };
    return { known: learnt, next: waitMore(wish, learnt, now) };
  }
  const askDeniedSince = outcome.why === 'denied' ? known.askDeniedSince ?? now : undefined;
  const learnt = { ...learnOutcome(known, 'refused', now), askDeniedSince, refusal: outcome.message };
  const refusal = reasons.refused(wish.namespaceName, wanted(wish, known), outcome.message);
  switch (outcome.why) {
    case 'invalid': return { known: learnt, next: failed(refusal) };
    case 'denied': return { known: learnt, next: lastedTooLong(askDeniedSince!, now) ? failed(reasons.denied(wish.namespaceName, refusal)) : wait(ASK_AGAIN_MS) };
    case 'not-found':
    case 'busy': return { known: learnt, next: wait(ASK_AGAIN_MS) };
  }
}

/** A younger wish for the same namespace has arrived: this one ends before it asks. Pure. */
export function decideSuperseded(known: Known, younger: string, now: number): Decision {
  return { known: learnOutcome(known, 'refused', now), next: failed(reasons.superseded(younger)) };
}

/** Lambda throttled the state machine's ask. A pause, or the state machine would spend its 25,000 events on trying. Pure. */
export function decideThrottled(known: Known): Decision {
  return { known: learnThrottled(known), next: wait(ASK_AGAIN_MS) };
}

/** What is known once an ask's outcome is, or is not, known. */
function learnOutcome(known: Known, outcome: 'refused' | 'accepted' | 'unknown', now: number): Known {
  return {
    ...known,
    ask: outcome,
    asks: outcome === 'refused' ? known.asks - 1 : known.asks,
    askedAt: now,
    // An earlier ask of unknown outcome stays possible, even if a later one was refused.
    ...(outcome === 'refused' && known.asks > 1 ? { ask: 'unknown' as const } : {}),
  };
}

/** Written before the call: what stays known if the function dies in the middle of it. */
function asking(known: Known): Decision {
  return { known: { ...known, ask: 'sending', asks: known.asks + 1, onOtherSince: undefined }, next: { action: 'ask' } };
}

function learn(wish: Wish, known: Known, seen: Sighting, now: number): Known {
  // The function died while it asked; the latest that it can have asked is now.
  const settled: Known = known.ask === 'sending' ? learnOutcome(known, 'unknown', now) : known;
  const base: Known = { ...settled, onWantedSince: undefined, onOtherSince: undefined };
  switch (seen.kind) {
    case 'unreadable': return base;
    case 'not-found': return base;
    case 'denied': return { ...base, lookDeniedSince: settled.lookDeniedSince ?? now };
    case 'namespace': {
      const described = seen.key?.keyArn ?? settled.keyArn;
      // An alias may move: the key that it named when the change was asked for stays the wished one.
      const keyArn = mayHaveBeenAsked(settled) ? settled.keyArn ?? described : described;
      const read: Known = { ...base, keyArn, lookDeniedSince: undefined };
      if (seen.namespace.status === 'MODIFYING') { return { ...read, ran: settled.ran || mayHaveBeenAsked(settled) }; }
      if (seen.namespace.status !== 'AVAILABLE') { return read; }
      return isWanted(wish, read, seen.namespace)
        ? { ...read, onWantedSince: settled.onWantedSince ?? now }
        : { ...read, onOtherSince: settled.onOtherSince ?? now };
    }
  }
}

function judge(wish: Wish, known: Known, seen: Sighting, now: number): Next {
  const name = wish.namespaceName;
  switch (seen.kind) {
    case 'unreadable': return waitMore(wish, known, now);
    case 'denied': return lastedTooLong(known.lookDeniedSince!, now) ? failed(reasons.denied(name, seen.message)) : waitMore(wish, known, now);
    case 'not-found':
      if (mayHaveBeenAsked(known)) { return failed(reasons.vanished(name)); }
      if (seen.bornElsewhere) { return failed(reasons.bornElsewhere(name, wish.createdWith!, wish.key)); }
      return succeeded(wish, known, reasons.notThere(name), now, false);
    case 'namespace': return judgeNamespace(wish, known, seen, now);
  }
}

function judgeNamespace(wish: Wish, known: Known, { namespace, key, stack }: NamespaceSeen, now: number): Next {
  const name = wish.namespaceName;
  switch (namespace.status) {
    case 'DELETING': return failed(reasons.deleting(name));
    case 'INACCESSIBLE_KMS_KEY': return failed(reasons.lostKey(name, namespace.keyArn));
    case 'AVAILABLE': break;
    default: return waitMore(wish, known, now); // MODIFYING, and whatever the service may add
  }
  if (known.onWantedSince !== undefined) {
    return onceSettled(wish, known, known.onWantedSince, now, () => succeeded(wish, known, reasons.done(name, namespace.keyArn), now, true));
  }
  if (wish.key === AWS_OWNED_KMS_KEY) { return judgeAwsOwned(wish, known, namespace.keyArn!, stack, now); }
  if (mayHaveBeenAsked(known)) { return judgeAsked(wish, known, namespace, now); }
  // Guard: an alias or a key in the template cannot have created a namespace that is on an AWS-owned key, and the
  // template that brings one would make CloudFormation change the key by itself afterwards.
  if (namespace.keyArn === undefined && wish.createdWith !== AWS_OWNED_KMS_KEY) {
    return failed(reasons.createdWithMissing(name, wanted(wish, known)));
  }
  if (key?.kind === 'unusable') { return failed(reasons.unusableKey(name, key.reason)); }
  if (isRaisedWithKey(wish) && stack !== 'rolling-back') {
    return stack === 'forward' ? failed(reasons.raisedWithKey(name, wish.previous!.windows, wish.windows)) : waitMore(wish, known, now);
  }
  return { action: 'ask' };
}

/** Guard: no way leads to an AWS-owned key. A rollback of the way up must end all the same: the template has no KmsKeyId either way. */
function judgeAwsOwned(wish: Wish, known: Known, keyArn: string, stack: NamespaceSeen['stack'], now: number): Next {
  switch (stack) {
    case 'rolling-back':
      return onceSettled(wish, known, known.onOtherSince!, now, () => succeeded(wish, known, reasons.staysUp(wish.namespaceName, keyArn), now, true));
    case 'unreadable': return waitMore(wish, known, now);
    default: return failed(reasons.towardsAwsOwned(wish.namespaceName, keyArn));
  }
}

/** AVAILABLE where it shall be, since two looks: true only when nothing older can still move it. */
function onceSettled(wish: Wish, known: Known, since: number, now: number, then: () => Next): Next {
  const quietAt = known.ran || known.confirmed ? 0 : Math.max(wish.arrivedAt, known.askedAt ?? 0) + QUIET_MS;
  return since < now && now >= quietAt ? then() : wait(Math.max(CONFIRM_SECONDS * 1000, quietAt - now));
}

/** AVAILABLE on another key after an ask that may have been carried out. */
function judgeAsked(wish: Wish, known: Known, namespace: NamespaceSighting, now: number): Next {
  const name = wish.namespaceName;
  const lasted = now - Math.max(known.onOtherSince!, known.askedAt!);
  if (known.ran) {
    return lasted >= QUIET_MS ? failed(reasons.endedElsewhere(name, wanted(wish, known), namespace.keyArn)) : wait(QUIET_MS - lasted);
  }
  if (lasted < BEGIN_MS) { return waitMore(wish, known, now); }
  if (known.ask === 'accepted') { return failed(reasons.neverBegan(name, wanted(wish, known), namespace.keyArn)); }
  return known.asks < MOST_ASKS ? { action: 'ask' } : failed(reasons.neverHeard(name, wanted(wish, known), namespace.keyArn));
}

/** The window ends, whatever is under way. */
function withinWindow(wish: Wish, decision: Decision, seen: Sighting, now: number): Decision {
  const { known, next } = decision;
  // A change that has ended is confirmed, not given up: the second look may come after the end.
  const end = windowEnd(wish) + (known.onWantedSince === undefined ? 0 : QUIET_MS);
  const left = end - now;
  if (next.action === 'wait' && left > 0) { return { known, next: wait(Math.min(next.seconds * 1000, left)) }; }
  if (next.action === 'answer' || left > 0) { return decision; }
  return { known, next: endOfWindow(wish, known, seen, now) };
}

/** Hands over to the next window where that is safe; else fails, and watches what may be under way. */
function endOfWindow(wish: Wish, known: Known, seen: Sighting, now: number): Next {
  const name = wish.namespaceName;
  const asked = mayHaveBeenAsked(known);
  const isRunning = asked || (seen.kind === 'namespace' && seen.namespace.status === 'MODIFYING');
  const isLast = wish.window >= wish.windows;
  if (isRunning && !isLast) {
    if (seen.stack === 'forward') { return succeeded(wish, known, reasons.handedOver(name, wish.window, wish.windows), now, false); }
    if (seen.stack !== 'rolling-back' && now < windowEnd(wish) + STACK_MS) { return wait(ASK_AGAIN_MS); }
  }
  const minutes = Math.round((now - ((asked ? known.askedAt : undefined) ?? wish.arrivedAt)) / 60_000);
  const remedy = seen.stack === 'rolling-back' ? 'continue' : 'deploy';
  const reason = asked
    ? reasons.tooLong(name, wanted(wish, known), minutes, remedy)
    : reasons.notBegun(name, wanted(wish, known), minutes, whyNotBegun(known, seen), remedy);
  return { action: 'answer', answer: { status: 'FAILED', reason }, watch: asked };
}

/** After the answer: look on, never ask, until the change has ended or two days have passed. */
function watched(wish: Wish, decision: Decision, now: number): Decision {
  const { known, next } = decision;
  const name = wish.namespaceName;
  if (next.action === 'answer') { return { known, next: { action: 'end', note: `the watch over a key change has ended: ${next.answer.reason}` } }; }
  if (now >= wish.arrivedAt + WATCH_SECONDS * 1000) {
    return { known, next: { action: 'end', note: `namespace ${name} was watched for ${WATCH_SECONDS / 3600} hours, and its key change has not ended` } };
  }
  return next.action === 'ask' ? { known, next: waitMore(wish, known, now) } : decision;
}

function whyNotBegun(known: Known, seen: Sighting): string {
  if (seen.kind === 'denied' || seen.kind === 'unreadable') { return seen.message; }
  if (seen.kind === 'namespace' && seen.namespace.status !== 'AVAILABLE') {
    return `it is ${seen.namespace.status}, with an earlier key change or something else`;
  }
  return known.refusal ?? (seen.stack === 'unreadable'
    ? 'cloudformation:DescribeStacks did not tell whether the stack goes forward or rolls back; check what denies it to the function'
    : 'there was no occasion to ask');
}

function isWanted(wish: Wish, known: Known, namespace: NamespaceSighting): boolean {
  if (wish.key === AWS_OWNED_KMS_KEY) { return namespace.keyArn === undefined; }
  return namespace.keyArn !== undefined && (namespace.keyArn === wish.key || namespace.keyArn === known.keyArn);
}

const wanted = (wish: Wish, known: Known): string => known.keyArn ?? wish.key;
const windowEnd = (wish: Wish): number => wish.arrivedAt + WINDOW_SECONDS * 1000;
/** A rollback would call only the windows that were there before, and those may be too few for the way back. */
const isRaisedWithKey = ({ previous, windows, key }: Wish): boolean => previous !== undefined && windows > previous.windows && previous.key !== key;
const mayHaveBeenAsked = (known: Known): boolean => known.ask === 'accepted' || known.ask === 'unknown' || known.ask === 'sending';
const lastedTooLong = (since: number, now: number): boolean => now - since >= DENIED_MS;
const failed = (reason: string): Next => ({ action: 'answer', answer: { status: 'FAILED', reason }, watch: false });
const succeeded = (wish: Wish, known: Known, reason: string, now: number, confirmed: boolean): Next => ({
  action: 'answer',
  answer: { status: 'SUCCESS', reason, keyArn: wanted(wish, known), handover: handOver(wish, known, now, confirmed) },
  watch: false,
});
const wait = (ms: number): Next => ({ action: 'wait', seconds: Math.max(1, Math.ceil(ms / 1000)) });
const waitMore = (wish: Wish, known: Known, now: number): Next =>
  ({ action: 'wait', seconds: secondsToNextLook(now - (known.askedAt ?? wish.arrivedAt), wish.typicalSeconds) });
