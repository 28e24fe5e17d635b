import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from './contract';
import { CONFIRM_SECONDS, secondsToNextLook } from './pace';
import { reasons } from './reasons';
import type { AskOutcome, KeySighting, NamespaceSighting, Sighting } from './sighting';
import { learnThrottled, type Known, type Next, type Wish } from './state';

/** Q: after so long, no request that a dead invocation has sent can still arrive. */
export const QUIET_MS = (FUNCTION_TIMEOUT_SECONDS + 60) * 1000;
/** N: a change that was accepted has begun by then, or never will. */
export const BEGIN_MS = 10 * 60 * 1000;
/** Permissions are young: a denial counts only when it has lasted so long. */
export const DENIED_MS = 5 * 60 * 1000;
/** After a refusal that may pass, such as a Conflict. */
const ASK_AGAIN_MS = 15 * 1000;
/** Asks whose outcome nobody knows, at the most. */
export const MOST_ASKS = 2;

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
  return mayAsk || known.keyArn === undefined;
}

/** What to do after an ask. Pure. */
export function decideAfterAsk(wish: Wish, known: Known, outcome: AskOutcome, now: number): Decision {
  if (outcome.kind !== 'refused') {
    const learnt = { ...learnOutcome(known, outcome.kind, now), deniedSince: undefined };
    return { known: learnt, next: waitMore(wish, learnt, now) };
  }
  const deniedSince = outcome.why === 'denied' ? known.deniedSince ?? now : undefined;
  const learnt = { ...learnOutcome(known, 'refused', now), deniedSince };
  const refusal = reasons.refused(wish.namespaceName, wanted(wish, known), outcome.message);
  switch (outcome.why) {
    case 'invalid': return { known: learnt, next: failed(refusal) };
    case 'denied': return { known: learnt, next: deniedTooLong(learnt, now) ? failed(reasons.denied(wish.namespaceName, refusal)) : wait(ASK_AGAIN_MS) };
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
    case 'denied': return { ...base, deniedSince: settled.deniedSince ?? now };
    case 'namespace': {
      const described = seen.key?.keyArn ?? settled.keyArn;
      // An alias may move: the key that it named when the change was asked for stays the wished one.
      const keyArn = mayHaveBeenAsked(settled) ? settled.keyArn ?? described : described;
      const read: Known = { ...base, keyArn, deniedSince: settled.ask === 'refused' ? settled.deniedSince : undefined };
      if (seen.namespace.status === 'MODIFYING') { return { ...read, ran: settled.ran || mayHaveBeenAsked(settled) }; }
      if (seen.namespace.status !== 'AVAILABLE') { return read; }
      return isWanted(wish, read, seen.namespace)
        ? { ...read, deniedSince: undefined, onWantedSince: settled.onWantedSince ?? now }
        : { ...read, onOtherSince: settled.onOtherSince ?? now };
    }
  }
}

function judge(wish: Wish, known: Known, seen: Sighting, now: number): Next {
  const name = wish.namespaceName;
  switch (seen.kind) {
    case 'unreadable': return waitMore(wish, known, now);
    case 'denied': return deniedTooLong(known, now) ? failed(reasons.denied(name, seen.message)) : waitMore(wish, known, now);
    case 'not-found':
      if (mayHaveBeenAsked(known)) { return failed(reasons.vanished(name)); }
      if (seen.bornElsewhere) { return failed(reasons.bornElsewhere(name, wish.createdWith!, wish.key)); }
      return { action: 'answer', answer: { status: 'SUCCESS', reason: reasons.notThere(name), keyArn: wish.key }, watch: false };
    case 'namespace': return judgeNamespace(wish, known, seen.namespace, seen.key, now);
  }
}

function judgeNamespace(wish: Wish, known: Known, namespace: NamespaceSighting, key: KeySighting | undefined, now: number): Next {
  const name = wish.namespaceName;
  switch (namespace.status) {
    case 'DELETING': return failed(reasons.deleting(name));
    case 'INACCESSIBLE_KMS_KEY': return failed(reasons.lostKey(name, namespace.keyArn));
    case 'AVAILABLE': break;
    default: return waitMore(wish, known, now); // MODIFYING, and whatever the service may add
  }
  if (known.onWantedSince !== undefined) { return judgeWanted(wish, known, namespace, now); }
  if (wish.key === AWS_OWNED_KMS_KEY) { return failed(reasons.towardsAwsOwned(name, namespace.keyArn!)); }
  if (mayHaveBeenAsked(known)) { return judgeAsked(wish, known, namespace, now); }
  if (key?.kind === 'unusable') { return failed(reasons.unusableKey(name, key.reason)); }
  return { action: 'ask' };
}

/** AVAILABLE on the wanted key: true only when nothing older can still move it. */
function judgeWanted(wish: Wish, known: Known, namespace: NamespaceSighting, now: number): Next {
  const quietAt = known.ran ? 0 : Math.max(wish.arrivedAt, known.askedAt ?? 0) + QUIET_MS;
  if (known.onWantedSince! < now && now >= quietAt) {
    return { action: 'answer', answer: { status: 'SUCCESS', reason: reasons.done(wish.namespaceName, namespace.keyArn), keyArn: wanted(wish, known) }, watch: false };
  }
  return wait(Math.max(CONFIRM_SECONDS * 1000, quietAt - now));
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
  const left = wish.arrivedAt + WINDOW_SECONDS * 1000 - now;
  if (next.action === 'wait' && left > 0) { return { known, next: wait(Math.min(next.seconds * 1000, left)) }; }
  if (next.action === 'answer' || left > 0) { return decision; }
  const name = wish.namespaceName;
  const asked = mayHaveBeenAsked(known);
  const reason = asked ? reasons.tooLong(name, wanted(wish, known)) : reasons.notBegun(name, wanted(wish, known), whyNotBegun(seen));
  return { known, next: { action: 'answer', answer: { status: 'FAILED', reason }, watch: asked } };
}

/** After the answer: look on, never ask, until the change has ended or two days have passed. */
function watched(wish: Wish, decision: Decision, now: number): Decision {
  const { known, next } = decision;
  const name = wish.namespaceName;
  if (next.action === 'answer') {
    return { known, next: { action: 'end', note: `the key change that outlived its deployment has ended: ${next.answer.reason}` } };
  }
  if (now >= wish.arrivedAt + WATCH_SECONDS * 1000) {
    return { known, next: { action: 'end', note: `namespace ${name} was watched for ${WATCH_SECONDS / 3600} hours, and its key change has not ended` } };
  }
  return next.action === 'ask' ? { known, next: waitMore(wish, known, now) } : decision;
}

function whyNotBegun(seen: Sighting): string {
  switch (seen.kind) {
    case 'namespace':
      return seen.namespace.status === 'AVAILABLE' ? 'Amazon Redshift Serverless refused each request' : `it is ${seen.namespace.status} with something else`;
    case 'not-found': return 'it does not exist';
    case 'denied':
    case 'unreadable': return seen.message;
  }
}

function isWanted(wish: Wish, known: Known, namespace: NamespaceSighting): boolean {
  if (wish.key === AWS_OWNED_KMS_KEY) { return namespace.keyArn === undefined; }
  return namespace.keyArn !== undefined && (namespace.keyArn === wish.key || namespace.keyArn === known.keyArn);
}

const wanted = (wish: Wish, known: Known): string => known.keyArn ?? wish.key;
const mayHaveBeenAsked = (known: Known): boolean => known.ask === 'accepted' || known.ask === 'unknown' || known.ask === 'sending';
const deniedTooLong = (known: Known, now: number): boolean => now - known.deniedSince! >= DENIED_MS;
const failed = (reason: string): Next => ({ action: 'answer', answer: { status: 'FAILED', reason }, watch: false });
const wait = (ms: number): Next => ({ action: 'wait', seconds: Math.max(1, Math.ceil(ms / 1000)) });
const waitMore = (wish: Wish, known: Known, now: number): Next =>
  ({ action: 'wait', seconds: secondsToNextLook(now - (known.askedAt ?? wish.arrivedAt)) });
