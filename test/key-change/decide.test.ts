import * as s from './support';
import {
  ALIAS, asked, at, available, denied, hours, inStack, known, minutes, modifying, NEW, notFound, OLD, seconds, STACK_ID, status, THIRD, unreadable,
  unusable, usable, wish,
} from './support';
import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from '../../src/key-change/contract';
import { BEGIN_MS, decide, decideAfterAsk, decideSuperseded, decideThrottled, DENIED_MS, MOST_ASKS, needsKey, needsStack, QUIET_MS } from '../../src/key-change/decide';
import { takeOver } from '../../src/key-change/handover';
import type { AskOutcome, NamespaceSighting, Sighting } from '../../src/key-change/sighting';
import type { Known, Next, Wish } from '../../src/key-change/state';

const Q = QUIET_MS;
const N = BEGIN_MS;
const WINDOW = seconds(WINDOW_SECONDS);
const WATCH = seconds(WATCH_SECONDS);
const toAwsOwned: Partial<Wish> = { key: AWS_OWNED_KMS_KEY };
/** The second of three windows. */
const inChain: Partial<Wish> = { window: 2, windows: 3 };
/** More windows and a new key in one update. */
const raised: Partial<Wish> = { windows: 3, previous: { windows: 1, key: OLD } };

/** What comes next, in words: `ask`, `wait 12 s`, `SUCCESS`, `FAILED`, `FAILED, watch` or `end`. */
function words(next: Next): string {
  switch (next.action) {
    case 'ask': return 'ask';
    case 'wait': return `wait ${next.seconds} s`;
    case 'answer': return next.answer.status + (next.watch ? ', watch' : '');
    case 'end': return 'end';
  }
}
const textOf = (next: Next): string => (next.action === 'answer' ? next.answer.reason : next.action === 'end' ? next.note : '');

interface Case {
  readonly wish?: Partial<Wish>;
  readonly known?: Known;
  readonly seen: Sighting;
  /** milliseconds since the arrival of the event */
  readonly at: number;
  readonly then: string;
  readonly says?: RegExp | string;
  readonly learns?: Partial<Known>;
}

function check(_name: string, { wish: over, known: before = known(), seen, at: now, then, says, learns }: Case): void {
  const frozen = JSON.stringify(before);
  const { known: learnt, next } = decide(wish(over), before, seen, at(now));
  expect(words(next)).toBe(then);
  if (says instanceof RegExp) { expect(textOf(next)).toMatch(says); }
  if (typeof says === 'string') { expect(textOf(next)).toContain(says); }
  if (learns) { expect(learnt).toMatchObject(learns); }
  expect(JSON.stringify(before)).toBe(frozen);
}

test('the times of the design: Q is the function timeout and a minute, N is ten minutes, a denial counts after five', () => {
  expect({ Q, N, DENIED_MS, MOST_ASKS }).toEqual({ Q: seconds(FUNCTION_TIMEOUT_SECONDS + 60), N: minutes(10), DENIED_MS: minutes(5), MOST_ASKS: 2 });
});

describe('nothing asked yet', () => {
  test.each<[string, Case]>([
    ['no such namespace -> SUCCESS at once: CloudFormation is about to create it',
      { seen: notFound(), at: seconds(1), then: 'SUCCESS', says: /^namespace warehouse does not exist yet/ }],
    ['no such namespace, and the template would create it under the wished key -> SUCCESS',
      { wish: { createdWith: NEW }, seen: notFound(false), at: seconds(1), then: 'SUCCESS' }],
    ['no such namespace, and the template would create it under another key -> FAILED with the remedy',
      { wish: { createdWith: OLD }, seen: notFound(true), at: seconds(1), then: 'FAILED', says: /createdWith \(.*key\/old\) would create it under another key .*key\/new.*leave createdWith out/ }],
    ['AVAILABLE on the old key, the new one usable -> ask',
      { seen: available(OLD, usable()), at: seconds(1), then: 'ask', learns: { ask: 'sending', asks: 1, keyArn: NEW, onOtherSince: undefined } }],
    ['AVAILABLE on the AWS-owned key that it was created with, the new one usable -> ask',
      { wish: { createdWith: AWS_OWNED_KMS_KEY }, seen: available(undefined, usable()), at: seconds(1), then: 'ask' }],
    ['AVAILABLE on the AWS-owned key, and the template does not say so -> FAILED, nothing touched',
      { seen: available(undefined, usable()), at: seconds(1), then: 'FAILED', says: /is on an AWS-owned key.*give createdWith: CreatedWith\.awsOwnedKey\(\) and deploy again; nothing was touched/, learns: { ask: 'none', asks: 0 } }],
    ['AVAILABLE on the AWS-owned key, and the template says that it was created with another -> FAILED, nothing touched',
      { wish: { createdWith: OLD }, seen: available(undefined, usable()), at: seconds(1), then: 'FAILED', says: /is on an AWS-owned key/ }],
    ['AVAILABLE on the old key, the new one unusable -> FAILED, nothing touched',
      { seen: available(OLD, unusable('key K is disabled; enable it')), at: seconds(1), then: 'FAILED', says: /^key K is disabled; enable it; namespace warehouse was not touched$/ }],
    ['MODIFYING with something else -> wait, and it is not our change that runs',
      { seen: modifying(OLD, usable()), at: seconds(30), then: 'wait 12 s', learns: { ran: false } }],
    ['MODIFYING with something else, the new key unusable -> wait: the key may be mended meanwhile',
      { seen: modifying(OLD, unusable()), at: seconds(30), then: 'wait 12 s' }],
    ['MODIFYING for half an hour with something else -> wait, longer now',
      { seen: modifying(OLD, usable()), at: minutes(30), then: 'wait 33 s' }],
    ['a status that nobody knows -> wait',
      { seen: status('RESHARDING', OLD, usable()), at: seconds(30), then: 'wait 12 s', learns: { onOtherSince: undefined, onWantedSince: undefined } }],
    ['a status that nobody knows, on the wanted key -> wait: done means AVAILABLE',
      { known: known({ onWantedSince: seconds(1) }), seen: status('RESHARDING', NEW, usable()), at: minutes(20), then: 'wait 21 s', learns: { onWantedSince: undefined } }],
    ['DELETING -> FAILED at once',
      { seen: status('DELETING', OLD, usable()), at: seconds(1), then: 'FAILED', says: /is being deleted.*wait until it is gone/ }],
    ['INACCESSIBLE_KMS_KEY -> FAILED at once, with the key that it has lost and the remedy',
      { seen: status('INACCESSIBLE_KMS_KEY', OLD, usable()), at: seconds(1), then: 'FAILED', says: /lost access to its key .*key\/old.*enable that key or cancel its deletion/ }],
    ['unreadable -> wait',
      { seen: unreadable(), at: seconds(1), then: 'wait 12 s' }],
    ['unreadable between two looks -> the looks before no longer count',
      { known: known({ onWantedSince: seconds(1) }), seen: unreadable(), at: seconds(3), then: 'wait 12 s', learns: { onWantedSince: undefined, onOtherSince: undefined } }],
  ])('%s', check);
});

describe('on the wanted key already', () => {
  test.each<[string, Case]>([
    ['first look -> wait until Q after the arrival: a dead wish may still have a request on its way',
      { seen: available(NEW), at: seconds(1), then: 'wait 119 s', learns: { onWantedSince: at(seconds(1)) } }],
    ['first look after Q -> confirm in 2 s',
      { seen: available(NEW), at: Q + seconds(5), then: 'wait 2 s' }],
    ['second look, one ms before Q -> wait',
      { known: known({ onWantedSince: seconds(1) }), seen: available(NEW), at: Q - 1, then: 'wait 2 s' }],
    ['second look, at Q -> SUCCESS, no call',
      { known: known({ onWantedSince: seconds(1) }), seen: available(NEW), at: Q, then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
    ['two looks in the same millisecond -> not two looks',
      { known: known({ onWantedSince: minutes(5) }), seen: available(NEW), at: minutes(5), then: 'wait 2 s' }],
    ['a look elsewhere in between -> the count starts anew, and the key is changed',
      { known: known({ onWantedSince: seconds(1) }), seen: available(OLD, usable()), at: Q, then: 'ask', learns: { onWantedSince: undefined } }],
    ['the wished key is disabled, but the namespace is on it -> still a look that counts',
      { wish: { key: ALIAS }, seen: available(NEW, unusable()), at: minutes(5), then: 'wait 2 s' }],
    ['wished by alias, KMS names the key that it is on -> SUCCESS with the key ARN',
      { wish: { key: ALIAS }, known: known({ onWantedSince: minutes(5), keyArn: NEW }), seen: available(NEW, usable()), at: minutes(6), then: 'SUCCESS', says: NEW }],
    ['wished by alias, which has moved to another key since the look before -> ask',
      { wish: { key: ALIAS }, known: known({ onWantedSince: minutes(5), keyArn: NEW }), seen: available(NEW, usable(THIRD)), at: minutes(6), then: 'ask', learns: { keyArn: THIRD } }],
    ['the AWS-owned key is wished for, and it is on it -> SUCCESS',
      { wish: toAwsOwned, known: known({ onWantedSince: seconds(1) }), seen: available(undefined), at: Q, then: 'SUCCESS', says: /^namespace warehouse is on the AWS-owned key/ }],
    ['the AWS-owned key is wished for, and it is on another -> FAILED at once: impossible',
      { wish: toAwsOwned, seen: available(OLD), at: seconds(1), then: 'FAILED', says: /cannot move it to an AWS-owned key.*keep a customer managed key, or take a snapshot/ }],
    ['the AWS-owned key is wished for, it is on another, and the stack goes forward -> FAILED at once: impossible',
      { wish: toAwsOwned, seen: inStack('forward', available(OLD)), at: seconds(1), then: 'FAILED', says: /cannot move it to an AWS-owned key/ }],
    ['the AWS-owned key is wished for by a rollback, and it is on another -> SUCCESS: a rollback must end',
      { wish: toAwsOwned, known: known({ onOtherSince: seconds(1) }), seen: inStack('rolling-back', available(OLD)), at: Q, then: 'SUCCESS', says: /stays on the customer managed key .*key\/old.*deploy the customer managed key again/ }],
    ['the AWS-owned key is wished for, it is on another, and nobody knows where the stack goes -> wait',
      { wish: toAwsOwned, seen: inStack('unreadable', available(OLD)), at: seconds(1), then: 'wait 12 s' }],
    ['the AWS-owned key is wished for, MODIFYING -> wait',
      { wish: toAwsOwned, seen: modifying(undefined), at: seconds(1), then: 'wait 12 s' }],
    ['a refused ask before: Q counts from it as well',
      { known: known({ ask: 'refused', askedAt: minutes(3), onWantedSince: minutes(4), keyArn: NEW }), seen: available(NEW), at: minutes(5) - 1, then: 'wait 2 s' }],
    ['a refused ask before, Q ago -> SUCCESS',
      { known: known({ ask: 'refused', askedAt: minutes(3), onWantedSince: minutes(4), keyArn: NEW }), seen: available(NEW), at: minutes(5), then: 'SUCCESS' }],
  ])('%s', check);
});

describe('asked, and the answer was yes', () => {
  const ran: Partial<Known> = { ran: true };
  test.each<[string, Case]>([
    ['MODIFYING -> it runs; look again soon',
      { known: asked('accepted', seconds(5)), seen: modifying(), at: seconds(20), then: 'wait 12 s', learns: { ran: true } }],
    ['MODIFYING, the new key shown already -> still runs',
      { known: asked('accepted', seconds(5), ran), seen: modifying(NEW), at: seconds(20), then: 'wait 12 s' }],
    ['MODIFYING for 45 min -> looks are 50 s apart',
      { known: asked('accepted', seconds(5), ran), seen: modifying(), at: minutes(45), then: 'wait 50 s' }],
    ['ran, AVAILABLE on the new key, first look -> confirm in 2 s',
      { known: asked('accepted', seconds(5), ran), seen: available(NEW), at: seconds(60), then: 'wait 2 s' }],
    ['ran, AVAILABLE on the new key, second look -> SUCCESS: Q is waived',
      { known: asked('accepted', seconds(5), { ...ran, onWantedSince: seconds(60) }), seen: available(NEW), at: seconds(62), then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
    ['ran, AVAILABLE on the new key, then MODIFYING again -> the look before no longer counts',
      { known: asked('accepted', seconds(5), { ...ran, onWantedSince: seconds(60) }), seen: modifying(NEW), at: seconds(62), then: 'wait 12 s', learns: { onWantedSince: undefined } }],
    ['never seen to run, AVAILABLE on the new key -> wait for Q after the ask',
      { known: asked('accepted', seconds(5)), seen: available(NEW), at: seconds(15), then: 'wait 110 s' }],
    ['never seen to run, AVAILABLE on the new key on two looks, one ms before Q after the ask -> wait',
      { known: asked('accepted', seconds(5), { onWantedSince: seconds(15) }), seen: available(NEW), at: seconds(5) + Q - 1, then: 'wait 2 s' }],
    ['never seen to run, AVAILABLE on the new key on two looks, Q after the ask -> SUCCESS',
      { known: asked('accepted', seconds(5), { onWantedSince: seconds(15) }), seen: available(NEW), at: seconds(5) + Q, then: 'SUCCESS' }],

    ['ran, AVAILABLE on the old key, first look -> may be a stale read: wait for Q',
      { known: asked('accepted', seconds(5), ran), seen: available(OLD), at: minutes(6), then: 'wait 120 s', learns: { onOtherSince: at(minutes(6)) } }],
    ['ran, AVAILABLE on the old key on two looks, one ms less than Q apart -> wait',
      { known: asked('accepted', seconds(5), { ...ran, onOtherSince: minutes(6) }), seen: available(OLD), at: minutes(6) + Q - 1, then: 'wait 1 s' }],
    ['ran, AVAILABLE on the old key on two looks Q apart -> FAILED',
      { known: asked('accepted', seconds(5), { ...ran, onOtherSince: minutes(6) }), seen: available(OLD), at: minutes(6) + Q, then: 'FAILED', says: /ended the key change of namespace warehouse without moving it to .*key\/new: it is on .*key\/old; check that both keys are enabled/ }],
    ['ran, AVAILABLE on a third key on two looks Q apart -> FAILED, naming that key',
      { known: asked('accepted', seconds(5), { ...ran, onOtherSince: minutes(6) }), seen: available(THIRD), at: minutes(6) + Q, then: 'FAILED', says: 'it is on arn:aws:kms:eu-central-1:111122223333:key/third' }],
    ['ran, back on the AWS-owned key -> FAILED, naming it',
      { known: asked('accepted', seconds(5), { ...ran, onOtherSince: minutes(6) }), seen: available(undefined), at: minutes(6) + Q, then: 'FAILED', says: 'it is on the AWS-owned key' }],

    ['AVAILABLE on the old key right after the ask -> a stale read: wait',
      { known: asked('accepted', seconds(5)), seen: available(OLD), at: seconds(15), then: 'wait 12 s', learns: { onOtherSince: at(seconds(15)) } }],
    ['never ran, AVAILABLE on the old key one ms less than N -> wait',
      { known: asked('accepted', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N - 1, then: 'wait 12 s' }],
    ['never ran, AVAILABLE on the old key throughout N -> FAILED',
      { known: asked('accepted', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N, then: 'FAILED', says: /accepted the key change .* but did not begin it within ten minutes/ }],
    ['never ran, N after the ask, but unreadable a moment ago -> N starts anew',
      { known: asked('accepted', seconds(5)), seen: available(OLD), at: minutes(20), then: 'wait 20 s' }],

    ['the namespace is gone -> FAILED: it was deleted meanwhile',
      { known: asked('accepted', seconds(5), ran), seen: notFound(), at: minutes(5), then: 'FAILED', says: /was deleted while its key was being changed/ }],
    ['DELETING -> FAILED at once',
      { known: asked('accepted', seconds(5), ran), seen: status('DELETING', OLD), at: minutes(5), then: 'FAILED' }],
    ['INACCESSIBLE_KMS_KEY under the AWS-owned key -> FAILED at once, without an undefined',
      { known: asked('accepted', seconds(5), ran), seen: status('INACCESSIBLE_KMS_KEY'), at: minutes(5), then: 'FAILED', says: /its key the AWS-owned key/ }],
    ['unreadable -> wait',
      { known: asked('accepted', seconds(5), ran), seen: unreadable(), at: minutes(5), then: 'wait 12 s', learns: { ask: 'accepted', ran: true } }],
    ['an alias that has moved since the ask -> the key that was asked for counts',
      { wish: { key: ALIAS }, known: asked('accepted', seconds(5), { ...ran, onWantedSince: minutes(5) }), seen: available(NEW, usable(THIRD)), at: minutes(6), then: 'SUCCESS', says: NEW }],
  ])('%s', check);
});

describe('asked, and nobody knows whether it was heard', () => {
  test.each<[string, Case]>([
    ['the function died while it asked -> unknown from now on, and no second ask',
      { known: asked('sending', 0, { askedAt: undefined }), seen: available(OLD), at: minutes(3), then: 'wait 12 s', learns: { ask: 'unknown', asks: 1, askedAt: at(minutes(3)), onOtherSince: at(minutes(3)) } }],
    ['the function died while it asked, MODIFYING -> it was heard',
      { known: asked('sending', 0, { askedAt: undefined }), seen: modifying(), at: minutes(3), then: 'wait 12 s', learns: { ask: 'unknown', ran: true } }],
    ['the function died while it asked, unreadable -> unknown',
      { known: asked('sending', 0, { askedAt: undefined }), seen: unreadable(), at: minutes(3), then: 'wait 12 s', learns: { ask: 'unknown' } }],
    ['MODIFYING -> it was heard',
      { known: asked('unknown', seconds(5)), seen: modifying(), at: seconds(20), then: 'wait 12 s', learns: { ran: true } }],
    ['AVAILABLE on the old key for one ms less than N -> wait',
      { known: asked('unknown', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N - 1, then: 'wait 12 s' }],
    ['AVAILABLE on the old key throughout N -> ask once more',
      { known: asked('unknown', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N, then: 'ask', learns: { ask: 'sending', asks: 2, onOtherSince: undefined } }],
    ['asked twice, AVAILABLE on the old key throughout N -> FAILED, never a third ask',
      { known: asked('unknown', minutes(11), { asks: 2, onOtherSince: minutes(11) }), seen: available(OLD), at: minutes(11) + N, then: 'FAILED', says: /^asked twice to move namespace warehouse .*no answer/ }],
    ['asked twice, the second accepted, never ran -> FAILED',
      { known: asked('accepted', minutes(11), { asks: 2, onOtherSince: minutes(11) }), seen: available(OLD), at: minutes(11) + N, then: 'FAILED', says: /did not begin it/ }],
    ['ran, then AVAILABLE on the old key on two looks Q apart -> FAILED, no second ask',
      { known: asked('unknown', seconds(5), { ran: true, onOtherSince: minutes(6) }), seen: available(OLD), at: minutes(6) + Q, then: 'FAILED', says: /ended the key change/ }],
    ['AVAILABLE on the new key -> wait for Q after the ask',
      { known: asked('unknown', seconds(5), { onWantedSince: seconds(15) }), seen: available(NEW), at: seconds(5) + Q - 1, then: 'wait 2 s' }],
    ['AVAILABLE on the new key, Q after the ask -> SUCCESS',
      { known: asked('unknown', seconds(5), { onWantedSince: seconds(15) }), seen: available(NEW), at: seconds(5) + Q, then: 'SUCCESS' }],
    ['the namespace is gone -> FAILED',
      { known: asked('unknown', seconds(5)), seen: notFound(), at: minutes(5), then: 'FAILED', says: /was deleted/ }],
  ])('%s', check);
});

describe('not permitted', () => {
  test.each<[string, Case]>([
    ['first denial -> wait: permissions are young',
      { seen: denied(), at: seconds(1), then: 'wait 12 s', learns: { lookDeniedSince: at(seconds(1)) } }],
    ['denied for one ms less than 5 min -> wait',
      { known: known({ lookDeniedSince: seconds(1) }), seen: denied(), at: seconds(1) + DENIED_MS - 1, then: 'wait 12 s' }],
    ['denied for 5 min -> FAILED with what the service said and the remedy',
      { known: known({ lookDeniedSince: seconds(1) }), seen: denied('AccessDeniedException: no GetNamespace'), at: seconds(1) + DENIED_MS, then: 'FAILED', says: /^not permitted for more than five minutes.*AccessDeniedException: no GetNamespace.*check the key's policy/ }],
    ['denied is never read as not found',
      { seen: denied('ResourceNotFoundException'), at: seconds(1), then: 'wait 12 s' }],
    ['permitted again -> the denial is forgotten',
      { known: known({ lookDeniedSince: seconds(1) }), seen: modifying(OLD, usable()), at: minutes(2), then: 'wait 12 s', learns: { lookDeniedSince: undefined } }],
    ['unreadable in between -> the denial is not forgotten',
      { known: known({ lookDeniedSince: seconds(1) }), seen: unreadable(), at: minutes(2), then: 'wait 12 s', learns: { lookDeniedSince: at(seconds(1)) } }],
    ['denied for longer than it counts, and now unreadable -> wait: nobody knows whether it lasts',
      { known: known({ lookDeniedSince: seconds(1) }), seen: unreadable(), at: minutes(7), then: 'wait 12 s', learns: { lookDeniedSince: at(seconds(1)) } }],
    ['the ask was denied, the look is permitted -> ask again, and the denial goes on',
      { known: known({ ask: 'refused', askedAt: seconds(5), askDeniedSince: seconds(5), keyArn: NEW }), seen: available(OLD, usable()), at: seconds(20), then: 'ask', learns: { askDeniedSince: at(seconds(5)), lookDeniedSince: undefined } }],
    ['asks were denied for 5 min, and someone else moved it -> what it is on counts',
      { known: known({ ask: 'refused', askedAt: minutes(6), askDeniedSince: seconds(5), onWantedSince: minutes(8), keyArn: NEW }), seen: available(NEW), at: minutes(9), then: 'SUCCESS', says: NEW }],
    ['asks have been denied for 5 min, a look for the first time -> wait: one is not the other',
      { known: known({ ask: 'refused', askedAt: seconds(5), askDeniedSince: seconds(5), keyArn: NEW }), seen: denied(), at: minutes(6), then: 'wait 12 s', learns: { askDeniedSince: at(seconds(5)), lookDeniedSince: at(minutes(6)) } }],
    ['denied while the change runs -> wait',
      { known: asked('accepted', seconds(5), { ran: true }), seen: denied(), at: minutes(3), then: 'wait 12 s' }],
  ])('%s', check);
});

describe('the window ends', () => {
  const ran = asked('accepted', seconds(5), { ran: true });
  test.each<[string, Case]>([
    ['one ms before its end, MODIFYING -> one more look, at its end',
      { known: ran, seen: modifying(), at: WINDOW - 1, then: 'wait 1 s' }],
    ['20 s before its end -> the wait is cut to 20 s',
      { known: ran, seen: modifying(), at: WINDOW - seconds(20), then: 'wait 20 s' }],
    ['at its end, MODIFYING -> FAILED, and the change is watched',
      { known: ran, seen: modifying(), at: WINDOW, then: 'FAILED, watch', says: /still runs after 55 minutes; it goes on by itself and is watched for 48 hours\. Where the stack was deployed with --no-rollback, deploy again when it has ended: it is picked up, not restarted\. Otherwise the rollback changes back; deploy a longer keyChangeWait, then the key again$/ }],
    ['at its end, MODIFYING since an ask half an hour ago -> FAILED, and half an hour is what is told',
      { known: asked('accepted', minutes(25), { ran: true }), seen: modifying(), at: WINDOW, then: 'FAILED, watch', says: 'still runs after 30 minutes' }],
    ['at its end, unreadable after an ask -> FAILED, and the change is watched',
      { known: ran, seen: unreadable(), at: WINDOW, then: 'FAILED, watch' }],
    ['at its end, the function died while it asked -> FAILED, and it is watched',
      { known: asked('sending', 0, { askedAt: undefined }), seen: unreadable(), at: WINDOW, then: 'FAILED, watch' }],
    ['at its end, confirmed on the new key -> SUCCESS',
      { known: asked('accepted', seconds(5), { ran: true, onWantedSince: WINDOW - seconds(2) }), seen: available(NEW), at: WINDOW, then: 'SUCCESS' }],
    ['after its end, ended on the old key -> FAILED, with no watch',
      { known: asked('accepted', seconds(5), { ran: true, onOtherSince: WINDOW - Q }), seen: available(OLD), at: WINDOW + 1, then: 'FAILED', says: /ended the key change/ }],
    ['at its end, still MODIFYING with something else -> FAILED, with no watch',
      { seen: modifying(OLD, usable()), at: WINDOW, then: 'FAILED', says: /could not be changed to .*key\/new within 55 minutes: it is MODIFYING, with an earlier key change or something else; this deployment changed nothing\. Where the stack was deployed with --no-rollback, deploy again when it has ended/ }],
    ['at its end, refused each time -> FAILED, and no further ask',
      { known: known({ ask: 'refused', askedAt: minutes(54), keyArn: NEW, refusal: 'ConflictException: busy' }), seen: available(OLD, usable()), at: WINDOW, then: 'FAILED', says: /could not be changed to .*key\/new within 55 minutes: ConflictException: busy; this deployment changed nothing/, learns: { asks: 0, ask: 'refused' } }],
    ['at its end, available for the first time -> FAILED, and no ask that nobody would wait for',
      { seen: available(OLD, usable()), at: WINDOW, then: 'FAILED', says: /within 55 minutes: there was no occasion to ask; this deployment changed nothing/, learns: { asks: 0 } }],
    ['one ms before its end, refused before -> asked once more',
      { known: known({ ask: 'refused', askedAt: minutes(54), keyArn: NEW }), seen: available(OLD, usable()), at: WINDOW - 1, then: 'ask' }],
    ['at its end, unreadable -> FAILED with what the service said',
      { seen: unreadable('InternalServerException: oops'), at: WINDOW, then: 'FAILED', says: /within 55 minutes: InternalServerException: oops/ }],
    ['at its end, denied a moment ago -> FAILED with what the service said',
      { seen: denied('AccessDeniedException: no'), at: WINDOW, then: 'FAILED', says: /within 55 minutes: AccessDeniedException: no/ }],
    ['at its end, a second ask would be due -> FAILED, watched, and not asked',
      { known: asked('unknown', seconds(5), { onOtherSince: minutes(40) }), seen: available(OLD), at: WINDOW, then: 'FAILED, watch', learns: { asks: 1 } }],
    ['long after its end, first look -> FAILED',
      { seen: modifying(OLD, usable()), at: hours(5), then: 'FAILED' }],
  ])('%s', check);
});

describe('the window ends, and another one follows', () => {
  const ran = asked('accepted', seconds(5), { ran: true });
  const two = WINDOW + minutes(2);
  test.each<[string, Case]>([
    ['MODIFYING after our ask, the stack goes forward -> hands over',
      { wish: inChain, known: ran, seen: inStack('forward', modifying()), at: WINDOW, then: 'SUCCESS', says: /^the key change of namespace warehouse goes on; window 2 of 3 hands over to the next one$/ }],
    ['one ms before the end -> not yet',
      { wish: inChain, known: ran, seen: inStack('forward', modifying()), at: WINDOW - 1, then: 'wait 1 s' }],
    ['asked, and AVAILABLE on the old key still -> hands over',
      { wish: inChain, known: asked('accepted', minutes(50)), seen: inStack('forward', available(OLD)), at: WINDOW, then: 'SUCCESS', says: 'hands over' }],
    ['asked, and nobody knows whether it was heard -> hands over',
      { wish: inChain, known: asked('unknown', minutes(50)), seen: inStack('forward', available(OLD)), at: WINDOW, then: 'SUCCESS', says: 'hands over' }],
    ['a second ask would be due -> hands over, and does not ask',
      { wish: inChain, known: asked('unknown', seconds(5), { onOtherSince: minutes(40) }), seen: inStack('forward', available(OLD)), at: WINDOW, then: 'SUCCESS', says: 'hands over', learns: { asks: 1 } }],
    ['the function died while it asked -> hands over',
      { wish: inChain, known: asked('sending', 0, { askedAt: undefined }), seen: inStack('forward', unreadable()), at: WINDOW, then: 'SUCCESS', says: 'hands over', learns: { ask: 'unknown' } }],
    ['asked, and the look is denied -> hands over',
      { wish: inChain, known: ran, seen: inStack('forward', denied()), at: WINDOW, then: 'SUCCESS', says: 'hands over' }],
    ['MODIFYING with an earlier change -> hands over',
      { wish: inChain, known: known({ keyArn: NEW }), seen: inStack('forward', modifying()), at: WINDOW, then: 'SUCCESS', says: 'hands over' }],
    ['the first window of two -> hands over',
      { wish: { window: 1, windows: 2 }, known: ran, seen: inStack('forward', modifying()), at: WINDOW, then: 'SUCCESS', says: 'window 1 of 2 hands over' }],
    ['the last window -> FAILED, and the change is watched',
      { wish: { window: 3, windows: 3 }, known: ran, seen: inStack('forward', modifying()), at: WINDOW, then: 'FAILED, watch', says: /still runs after 55 minutes.*deploy again when it has ended/ }],
    ['the last window, in a rollback -> FAILED, with the way back',
      { wish: { window: 3, windows: 3 }, known: ran, seen: inStack('rolling-back', modifying()), at: WINDOW, then: 'FAILED, watch', says: /watched for 48 hours\. When it has ended, run aws cloudformation continue-update-rollback$/ }],
    ['the last window, the stack unreadable -> FAILED at once: there is nobody to hand over to',
      { wish: { window: 3, windows: 3 }, known: ran, seen: inStack('unreadable', modifying()), at: WINDOW, then: 'FAILED, watch', says: 'deploy again when it has ended' }],
    ['a window beyond the last -> FAILED',
      { wish: { window: 4, windows: 3 }, known: ran, seen: inStack('forward', modifying()), at: WINDOW, then: 'FAILED, watch' }],

    ['the stack rolls back -> FAILED: a rollback may call no other window, and continue-update-rollback calls this one again',
      { wish: inChain, known: ran, seen: inStack('rolling-back', modifying()), at: WINDOW, then: 'FAILED, watch', says: /still runs after 55 minutes.*When it has ended, run aws cloudformation continue-update-rollback$/ }],
    ['the stack rolls back, MODIFYING with an earlier change -> FAILED, with the way back, and no watch',
      { wish: inChain, seen: inStack('rolling-back', modifying(OLD, usable())), at: WINDOW, then: 'FAILED', says: /it is MODIFYING, with an earlier key change or something else; this deployment changed nothing\. When it has ended, run aws cloudformation continue-update-rollback$/ }],

    ['the stack is unreadable -> wait 15 s for word of it',
      { wish: inChain, known: ran, seen: inStack('unreadable', modifying()), at: WINDOW, then: 'wait 15 s' }],
    ['the stack has not been looked at yet, because the end came in between -> wait for word of it, never FAILED',
      { wish: inChain, known: ran, seen: modifying(), at: WINDOW, then: 'wait 15 s' }],
    ['the stack is unreadable for one ms less than 2 min -> wait',
      { wish: inChain, known: ran, seen: inStack('unreadable', modifying()), at: two - 1, then: 'wait 15 s' }],
    ['the stack is unreadable for 2 min -> FAILED, and the change is watched',
      { wish: inChain, known: ran, seen: inStack('unreadable', modifying()), at: two, then: 'FAILED, watch', says: 'deploy again when it has ended' }],
    ['the stack was unreadable, and goes forward -> hands over',
      { wish: inChain, known: ran, seen: inStack('forward', modifying()), at: two, then: 'SUCCESS', says: 'hands over' }],
    ['the stack was unreadable, and rolls back -> FAILED',
      { wish: inChain, known: ran, seen: inStack('rolling-back', modifying()), at: two - 1, then: 'FAILED, watch' }],

    ['never asked, refused each time -> FAILED: nothing runs that could be handed over',
      { wish: inChain, known: known({ ask: 'refused', askedAt: minutes(54), keyArn: NEW, refusal: 'ConflictException: busy' }), seen: inStack('forward', available(OLD, usable())), at: WINDOW, then: 'FAILED', says: /ConflictException: busy/ }],
    ['never asked, the namespace unreadable -> FAILED',
      { wish: inChain, seen: inStack('forward', unreadable('InternalServerException: oops')), at: WINDOW, then: 'FAILED', says: 'InternalServerException: oops' }],
    ['a status that nobody knows, never asked -> FAILED',
      { wish: inChain, seen: inStack('forward', status('RESHARDING', OLD)), at: WINDOW, then: 'FAILED', says: /it is RESHARDING, with/ }],
    ['ended elsewhere -> FAILED at once, not handed over',
      { wish: inChain, known: asked('accepted', seconds(5), { ran: true, onOtherSince: WINDOW - Q }), seen: inStack('forward', available(OLD)), at: WINDOW, then: 'FAILED', says: /ended the key change/ }],
    ['DELETING -> FAILED at once, not handed over',
      { wish: inChain, known: ran, seen: inStack('forward', status('DELETING', OLD)), at: WINDOW, then: 'FAILED', says: 'is being deleted' }],
    ['confirmed on the new key -> SUCCESS, as ever',
      { wish: inChain, known: asked('accepted', seconds(5), { ran: true, onWantedSince: WINDOW - seconds(2) }), seen: inStack('forward', available(NEW)), at: WINDOW, then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
  ])('%s', check);

  test('what is handed over is what is known', () => {
    const { next } = decide(wish(inChain), asked('accepted', seconds(5), { ran: true }), inStack('forward', modifying()), at(WINDOW));
    const handover: unknown = next.action === 'answer' && JSON.parse(next.answer.handover!);
    expect(handover).toEqual({
      namespaceName: 'warehouse', key: NEW, stackId: STACK_ID, at: at(WINDOW), confirmed: false, ask: 'accepted', asks: 1, askedAt: at(seconds(5)), ran: true, keyArn: NEW,
    });
    expect(next).toMatchObject({ answer: { keyArn: NEW }, watch: false });
  });
});

describe('the new key is seen when the window ends: confirmed, not given up', () => {
  const ran = asked('accepted', seconds(5), { ran: true });
  const seenAt = (since: number, over: Partial<Known> = {}) => asked('accepted', minutes(54), { onWantedSince: since, ...over });
  test.each<[string, Case]>([
    ['first look at its end, in the last window -> confirm in 2 s',
      { known: ran, seen: inStack('forward', available(NEW)), at: WINDOW, then: 'wait 2 s', learns: { onWantedSince: at(WINDOW) } }],
    ['second look, after its end -> SUCCESS',
      { known: asked('accepted', seconds(5), { ran: true, onWantedSince: WINDOW }), seen: inStack('forward', available(NEW)), at: WINDOW + seconds(2), then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
    ['first look at its end, in a window before the last -> confirm, do not hand over',
      { wish: inChain, known: ran, seen: inStack('forward', available(NEW)), at: WINDOW, then: 'wait 2 s' }],
    ['first look at its end, in a rollback -> confirm',
      { wish: inChain, known: ran, seen: inStack('rolling-back', available(NEW)), at: WINDOW, then: 'wait 2 s' }],
    ['asked a minute before its end, never seen to run -> Q may end after the window',
      { known: seenAt(WINDOW - seconds(30)), seen: available(NEW), at: WINDOW - seconds(20), then: 'wait 80 s' }],
    ['asked a minute before its end, one ms before Q -> wait',
      { known: seenAt(WINDOW), seen: available(NEW), at: minutes(54) + Q - 1, then: 'wait 2 s' }],
    ['asked a minute before its end, at Q -> SUCCESS',
      { known: seenAt(WINDOW), seen: available(NEW), at: minutes(54) + Q, then: 'SUCCESS' }],
    ['asked in the last ms of the window, one ms before Q -> the wait is cut to the end of the grace',
      { known: asked('accepted', WINDOW - 1, { onWantedSince: WINDOW }), seen: available(NEW), at: WINDOW + Q - seconds(1) - 1, then: 'wait 2 s' }],
    ['the new key was seen, then another one -> the grace is over: FAILED',
      { known: seenAt(WINDOW), seen: available(OLD), at: WINDOW + seconds(2), then: 'FAILED, watch', learns: { onWantedSince: undefined } }],
    ['the new key was seen, then MODIFYING -> the grace is over: handed over',
      { wish: inChain, known: seenAt(WINDOW), seen: inStack('forward', modifying(NEW)), at: WINDOW + seconds(2), then: 'SUCCESS', says: 'hands over' }],
    ['the new key is seen for the first time when the grace has ended -> FAILED, and watched',
      { known: ran, seen: available(NEW), at: WINDOW + Q, then: 'FAILED, watch' }],
    ['the new key is seen for the first time one ms before the grace ends -> a last look',
      { known: ran, seen: available(NEW), at: WINDOW + Q - 1, then: 'wait 1 s' }],
  ])('%s', check);
});

describe('more windows and a new key in one update', () => {
  const onOld = available(OLD, usable());
  test.each<[string, Case]>([
    ['the stack goes forward -> FAILED, nothing touched',
      { wish: raised, seen: inStack('forward', onOld), at: seconds(1), then: 'FAILED', says: /^keyChangeWait was raised \(from 1 to 3 windows\) in the same deployment as the key of namespace warehouse: a rollback would find only 1; deploy the longer keyChangeWait first, then the new key$/, learns: { ask: 'none', asks: 0 } }],
    ['the stack rolls back -> ask: the way back has the windows that it had',
      { wish: raised, seen: inStack('rolling-back', onOld), at: seconds(1), then: 'ask' }],
    ['the stack is unreadable -> wait',
      { wish: raised, seen: inStack('unreadable', onOld), at: seconds(1), then: 'wait 12 s', learns: { asks: 0 } }],
    ['the stack has not been looked at -> wait',
      { wish: raised, seen: onOld, at: seconds(1), then: 'wait 12 s', learns: { asks: 0 } }],
    ['the stack is unreadable until the window ends -> FAILED, nothing asked',
      { wish: raised, seen: inStack('unreadable', onOld), at: WINDOW, then: 'FAILED', says: /within 55 minutes: cloudformation:DescribeStacks did not tell whether the stack goes forward or rolls back; check what denies it/, learns: { asks: 0 } }],
    ['the same key -> ask',
      { wish: { windows: 3, previous: { windows: 1, key: NEW } }, seen: inStack('forward', onOld), at: seconds(1), then: 'ask' }],
    ['as many windows as before -> ask',
      { wish: { windows: 3, previous: { windows: 3, key: OLD } }, seen: inStack('forward', onOld), at: seconds(1), then: 'ask' }],
    ['fewer windows than before -> ask',
      { wish: { windows: 1, previous: { windows: 3, key: OLD } }, seen: inStack('forward', onOld), at: seconds(1), then: 'ask' }],
    ['nothing before: a Create -> ask',
      { wish: { windows: 3 }, seen: inStack('forward', onOld), at: seconds(1), then: 'ask' }],
    ['on the new key already -> nothing to refuse',
      { wish: raised, known: known({ onWantedSince: seconds(1) }), seen: inStack('forward', available(NEW)), at: Q, then: 'SUCCESS' }],
    ['MODIFYING -> nothing to refuse yet',
      { wish: raised, seen: inStack('forward', modifying(OLD, usable())), at: seconds(1), then: 'wait 12 s' }],
    ['no such namespace -> nothing to refuse',
      { wish: raised, seen: inStack('forward', notFound()), at: seconds(1), then: 'SUCCESS' }],
    ['asked by the window before -> picked up, not refused',
      { wish: raised, known: asked('accepted', seconds(5)), seen: inStack('forward', available(OLD)), at: seconds(15), then: 'wait 12 s' }],
    ['the new key is unusable -> that is told first',
      { wish: raised, seen: inStack('unreadable', available(OLD, unusable('key K is disabled; enable it'))), at: seconds(1), then: 'FAILED', says: /^key K is disabled/ }],
  ])('%s', check);
});

describe('what the window before has handed over', () => {
  const given = (over: object) => takeOver(wish(inChain), JSON.stringify({
    namespaceName: 'warehouse', key: NEW, stackId: STACK_ID, at: at(0), confirmed: false, ask: 'accepted', asks: 1, askedAt: at(-minutes(50)), ran: true, keyArn: NEW, ...over,
  }), at(seconds(1)));
  test.each<[string, Case]>([
    ['accepted and running -> wait, at the pace of the whole change',
      { wish: inChain, known: given({}), seen: modifying(), at: seconds(1), then: 'wait 57 s', learns: { ask: 'accepted', ran: true } }],
    ['accepted, AVAILABLE on the old key -> never asked again',
      { wish: inChain, known: given({ ran: false }), seen: available(OLD), at: seconds(1), then: 'wait 57 s', learns: { ask: 'accepted', asks: 1 } }],
    ['accepted, never begun throughout N -> FAILED, never asked again',
      { wish: inChain, known: { ...given({ ran: false }), onOtherSince: at(seconds(1)) }, seen: available(OLD), at: seconds(1) + N, then: 'FAILED', says: /did not begin it within ten minutes/ }],
    ['accepted and ran, on the old key throughout Q -> FAILED',
      { wish: inChain, known: { ...given({}), onOtherSince: at(seconds(1)) }, seen: available(OLD), at: seconds(1) + Q, then: 'FAILED', says: /ended the key change/ }],
    ['accepted and ran, on the new key -> confirmed by a second look, Q is waived',
      { wish: inChain, known: { ...given({}), onWantedSince: at(seconds(1)) }, seen: available(NEW), at: seconds(3), then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
    ['unknown, AVAILABLE on the old key throughout N -> asked once more',
      { wish: inChain, known: { ...given({ ask: 'unknown', ran: false }), onOtherSince: at(seconds(1)) }, seen: available(OLD), at: seconds(1) + N, then: 'ask', learns: { asks: 2 } }],
    ['asked twice, unknown -> FAILED, never a third time',
      { wish: inChain, known: { ...given({ ask: 'unknown', asks: 2, ran: false }), onOtherSince: at(seconds(1)) }, seen: available(OLD), at: seconds(1) + N, then: 'FAILED', says: /^asked twice/ }],
    ['refused -> ask',
      { wish: inChain, known: given({ ask: 'refused', asks: 0, ran: false }), seen: available(OLD, usable()), at: seconds(1), then: 'ask', learns: { asks: 1 } }],
    ['confirmed, first look -> confirm in 2 s: Q is waived',
      { wish: inChain, known: given({ confirmed: true, ask: 'none', asks: 0, askedAt: undefined, ran: false }), seen: available(NEW), at: seconds(1), then: 'wait 2 s' }],
    ['confirmed, second look -> SUCCESS: Q is waived',
      { wish: inChain, known: { ...given({ confirmed: true, ask: 'none', asks: 0, askedAt: undefined, ran: false }), onWantedSince: at(seconds(1)) }, seen: available(NEW), at: seconds(3), then: 'SUCCESS' }],
    ['confirmed, and the two looks are one -> wait',
      { wish: inChain, known: { ...given({ confirmed: true, ran: false }), onWantedSince: at(seconds(1)) }, seen: available(NEW), at: seconds(1), then: 'wait 2 s' }],
    ['not confirmed, and never asked: on the new key -> Q counts from the arrival of this window',
      { wish: inChain, known: { ...given({ ask: 'none', asks: 0, askedAt: undefined, ran: false }), onWantedSince: at(seconds(1)) }, seen: available(NEW), at: Q - 1, then: 'wait 2 s' }],
    ['confirmed, but on the old key now -> the key is changed: nothing that was handed over stands in for a look',
      { wish: inChain, known: given({ confirmed: true, ask: 'none', asks: 0, askedAt: undefined, ran: false }), seen: available(OLD, usable()), at: seconds(1), then: 'ask' }],
    ['still running at the end of this window -> the minutes are those of the whole change',
      { wish: { window: 3, windows: 3 }, known: given({}), seen: inStack('forward', modifying()), at: WINDOW, then: 'FAILED, watch', says: 'still runs after 105 minutes' }],
  ])('%s', check);
});

describe('whether the stack has to be looked at', () => {
  test.each<[string, Partial<Wish>, Known, number, boolean]>([
    ['the window has just begun -> no', {}, known(), seconds(1), false],
    ['one ms before its end -> no', inChain, asked('accepted', 0), WINDOW - 1, false],
    ['at its end -> yes', inChain, asked('accepted', 0), WINDOW, true],
    ['at the end of the last window -> yes, the remedy depends on it', {}, asked('accepted', 0), WINDOW, true],
    ['answered -> no', inChain, asked('accepted', 0, { answered: true }), hours(2), false],
    ['more windows and a new key -> yes', raised, known(), seconds(1), true],
    ['more windows and a new key, answered -> no', raised, known({ answered: true }), seconds(1), false],
    ['more windows and the same key -> no', { windows: 3, previous: { windows: 1, key: NEW } }, known(), seconds(1), false],
    ['a new key and as many windows -> no', { windows: 3, previous: { windows: 3, key: OLD } }, known(), seconds(1), false],
    ['the AWS-owned key is wished for -> yes: only a rollback may stay where it is', toAwsOwned, known(), seconds(1), true],
  ])('%s', (_name, over, before, now, expected) => expect(needsStack(wish(over), before, at(now))).toBe(expected));
});

describe('after the answer', () => {
  const watching = (over: Partial<Known> = {}) => asked('accepted', seconds(5), { ran: true, answered: true, ...over });
  test.each<[string, Case]>([
    ['MODIFYING -> watch on',
      { known: watching(), seen: modifying(), at: hours(1), then: 'wait 68 s' }],
    ['MODIFYING for ten hours -> looks are 10 min apart',
      { known: watching(), seen: modifying(), at: hours(10), then: 'wait 600 s' }],
    ['confirmed on the new key -> end, and say so',
      { known: watching({ onWantedSince: hours(1) }), seen: available(NEW), at: hours(2), then: 'end', says: `the watch over a key change has ended: namespace warehouse is on ${NEW}` }],
    ['first look at the new key -> confirm in 2 s',
      { known: watching(), seen: available(NEW), at: hours(2), then: 'wait 2 s' }],
    ['ended on the old key -> end, and say so',
      { known: watching({ onOtherSince: hours(1) }), seen: available(OLD), at: hours(2), then: 'end', says: /ended the key change/ }],
    ['gone -> end',
      { known: watching(), seen: notFound(), at: hours(2), then: 'end', says: /was deleted/ }],
    ['a second ask would be due -> wait, never ask',
      { known: asked('unknown', seconds(5), { answered: true, onOtherSince: minutes(40) }), seen: available(OLD), at: hours(1), then: 'wait 68 s', learns: { asks: 1, ask: 'unknown' } }],
    ['unreadable -> watch on',
      { known: watching(), seen: unreadable(), at: hours(2), then: 'wait 140 s' }],
    ['one ms before two days -> watch on',
      { known: watching(), seen: modifying(), at: WATCH - 1, then: 'wait 600 s' }],
    ['two days -> end, and say that it has not ended',
      { known: watching(), seen: modifying(), at: WATCH, then: 'end', says: 'was watched for 48 hours, and its key change has not ended' }],
    ['two days, and confirmed on the new key just now -> that is what is said',
      { known: watching({ onWantedSince: hours(1) }), seen: available(NEW), at: WATCH, then: 'end', says: NEW }],
  ])('%s', check);
});

describe('what an answer names and hands on', () => {
  const answered = (over: Partial<Wish>, before: Known, seen: Sighting, now = seconds(1)) => {
    const { next } = decide(wish(over), before, seen, at(now));
    if (next.action !== 'answer') { throw new Error(`no answer, but ${next.action}`); }
    return { ...next.answer, handover: JSON.parse(next.answer.handover ?? '{}') as { confirmed: boolean } };
  };

  test('wished by alias: the ARN that KMS has told', () => {
    expect(answered({ key: ALIAS }, known({ ran: true, keyArn: NEW, onWantedSince: 0 }), available(NEW))).toMatchObject({ status: 'SUCCESS', keyArn: NEW });
  });
  test('no namespace: nothing is confirmed', () => expect(answered({}, known(), notFound()).handover.confirmed).toBe(false));
  test('a rollback that cannot go back, and has waited for what may still move the namespace: confirmed', () => {
    expect(answered({ key: AWS_OWNED_KMS_KEY }, known({ onOtherSince: 0 }), inStack('rolling-back', available(OLD)), Q).handover.confirmed).toBe(true);
  });
  test('on the wanted key: confirmed', () => {
    expect(answered({}, known({ ran: true, onWantedSince: 0 }), available(NEW)).handover.confirmed).toBe(true);
  });
  test('an AWS-owned key is not the one of an alias that KMS has not told of', () => {
    expect(decide(wish({ key: ALIAS, createdWith: AWS_OWNED_KMS_KEY }), known(), available(undefined), at(1)).known.onWantedSince).toBeUndefined();
  });
});

describe('whether KMS has to be asked about the key', () => {
  const on = (keyArn: string | undefined, name = 'AVAILABLE'): NamespaceSighting => ({ status: name, keyArn });
  test.each<[string, Partial<Wish>, Known, NamespaceSighting, boolean]>([
    ['on the wished key already -> no', {}, known(), on(NEW), false],
    ['the AWS-owned key is wished for -> no', toAwsOwned, known(), on(OLD), false],
    ['about to ask -> yes', {}, known(), on(OLD), true],
    ['about to ask again after a refusal -> yes, the key may have changed', {}, known({ ask: 'refused', keyArn: NEW }), on(OLD), true],
    ['MODIFYING, and KMS has not told its ARN yet -> yes', { key: ALIAS }, known(), on(OLD, 'MODIFYING'), true],
    ['AVAILABLE after an ask, and KMS has not told its ARN yet -> yes', { key: ALIAS }, asked('unknown', 0, { keyArn: undefined }), on(OLD), true],
    ['MODIFYING, and KMS has told its ARN -> no', { key: ALIAS }, known({ keyArn: NEW }), on(OLD, 'MODIFYING'), false],
    ['wished by alias, on the key that it named at the last look -> yes, the alias may have moved', { key: ALIAS }, known({ keyArn: NEW }), on(NEW), true],
    ['DELETING, and KMS has not told its ARN yet -> no, whatever it says', { key: ALIAS }, known(), on(OLD, 'DELETING'), false],
    ['INACCESSIBLE_KMS_KEY, and KMS has not told its ARN yet -> no', { key: ALIAS }, known(), on(OLD, 'INACCESSIBLE_KMS_KEY'), false],
    ['a status that nobody knows -> no', { key: ALIAS }, known(), on(OLD, 'RESHARDING'), false],
    ['handed over with its ARN, and asked -> no', { key: ALIAS }, asked('accepted', 0), on(OLD, 'MODIFYING'), false],
    ['asked and accepted -> no', {}, asked('accepted', 0), on(OLD), false],
    ['asked, outcome unknown -> no', {}, asked('unknown', 0), on(OLD), false],
    ['died while asking -> no', {}, asked('sending', 0), on(OLD), false],
    ['answered -> no', {}, known({ ask: 'refused', answered: true, keyArn: NEW }), on(OLD), false],
  ])('%s', (_name, over, before, namespace, expected) => expect(needsKey(wish(over), before, namespace)).toBe(expected));
});

describe('after an ask', () => {
  const sending = known({ ask: 'sending', asks: 1, keyArn: NEW });
  const secondSending = known({ ask: 'sending', asks: 2, askedAt: seconds(1), keyArn: NEW });
  const NOW = minutes(3);
  test.each<[string, { before: Known; outcome: AskOutcome; then: string; says?: RegExp; learns: Partial<Known> }]>([
    ['accepted -> look soon',
      { before: sending, outcome: s.accepted, then: 'wait 12 s', learns: { ask: 'accepted', asks: 1, askedAt: at(NOW) } }],
    ['accepted after denials -> they are forgotten',
      { before: { ...sending, askDeniedSince: at(0), refusal: 'no' }, outcome: s.accepted, then: 'wait 12 s', learns: { askDeniedSince: undefined, refusal: undefined } }],
    ['unknown after denials -> they are forgotten',
      { before: { ...sending, askDeniedSince: at(0), refusal: 'no' }, outcome: s.unheard, then: 'wait 12 s', learns: { askDeniedSince: undefined, refusal: undefined } }],
    ['unknown -> look soon',
      { before: sending, outcome: s.unheard, then: 'wait 12 s', learns: { ask: 'unknown', asks: 1, askedAt: at(NOW) } }],
    ['the second accepted',
      { before: secondSending, outcome: s.accepted, then: 'wait 12 s', learns: { ask: 'accepted', asks: 2 } }],
    ['busy -> not carried out, try again in 15 s',
      { before: sending, outcome: s.refused('busy'), then: 'wait 15 s', learns: { ask: 'refused', asks: 0, refusal: 'busy, says the service' } }],
    ['the second was busy -> the first may still have been heard',
      { before: secondSending, outcome: s.refused('busy'), then: 'wait 15 s', learns: { ask: 'unknown', asks: 1, askedAt: at(NOW) } }],
    ['not found -> look again in 15 s',
      { before: sending, outcome: s.refused('not-found'), then: 'wait 15 s', learns: { ask: 'refused', asks: 0 } }],
    ['invalid -> FAILED with what the service said',
      { before: sending, outcome: s.refused('invalid', 'ValidationException: no such key'), then: 'FAILED', says: /^Amazon Redshift Serverless refused to move namespace warehouse to .*key\/new: ValidationException: no such key$/, learns: { ask: 'refused' } }],
    ['denied for the first time -> try again in 15 s',
      { before: sending, outcome: s.refused('denied'), then: 'wait 15 s', learns: { ask: 'refused', askDeniedSince: at(NOW), refusal: 'denied, says the service' } }],
    ['denied for the first time, when looks have been denied for 5 min -> try again: one is not the other',
      { before: { ...sending, lookDeniedSince: at(NOW - DENIED_MS) }, outcome: s.refused('denied'), then: 'wait 15 s', learns: { askDeniedSince: at(NOW) } }],
    ['denied for one ms less than 5 min -> try again',
      { before: { ...sending, askDeniedSince: at(NOW - DENIED_MS + 1) }, outcome: s.refused('denied'), then: 'wait 15 s', learns: { askDeniedSince: at(NOW - DENIED_MS + 1) } }],
    ['denied for 5 min -> FAILED with what the service said and the remedy',
      { before: { ...sending, askDeniedSince: at(NOW - DENIED_MS) }, outcome: s.refused('denied', 'the key is inaccessible'), then: 'FAILED', says: /not permitted for more than five minutes.*the key is inaccessible.*needs the tag cdk-redshift-rotatable-namespace:stack with the name of the stack, or its id in namespaceId$/, learns: {} }],
    ['busy after a denial -> the denial is over',
      { before: { ...sending, askDeniedSince: at(0) }, outcome: s.refused('busy'), then: 'wait 15 s', learns: { askDeniedSince: undefined } }],
  ])('%s', (_name, { before, outcome, then, says, learns }) => {
    const { known: learnt, next } = decideAfterAsk(wish(), before, outcome, at(NOW));
    expect(words(next)).toBe(then);
    expect(learnt).toMatchObject(learns);
    if (says) { expect(textOf(next)).toMatch(says); }
  });

  test('superseded -> FAILED, and nothing was asked', () => {
    const { known: learnt, next } = decideSuperseded(sending, 'abc-younger', at(NOW));
    expect(words(next)).toBe('FAILED');
    expect(textOf(next)).toMatch(/^superseded by abc-younger.*the newest one wins$/);
    expect(learnt).toMatchObject({ ask: 'refused', asks: 0 });
  });

  test('superseded before a second ask -> the first may still have been heard', () => {
    expect(decideSuperseded(secondSending, 'younger', at(NOW)).known).toMatchObject({ ask: 'unknown', asks: 1 });
  });

  test.each<[string, Known, Partial<Known>]>([
    ['the ask never reached the function -> as if refused', sending, { ask: 'refused', asks: 0 }],
    ['the second ask never reached the function -> the first may still have been heard', secondSending, { ask: 'unknown', asks: 1, askedAt: at(seconds(1)) }],
    ['nothing was being asked -> nothing is learnt', asked('accepted', seconds(1)), { ask: 'accepted', asks: 1 }],
  ])('throttled: %s', (_name, before, learns) => {
    const { known: learnt, next } = decideThrottled(before);
    expect(words(next)).toBe('wait 15 s');
    expect(learnt).toMatchObject(learns);
  });
});

describe('from the first look to the answer', () => {
  interface Scene { readonly at: number; readonly seen: Sighting; readonly ask?: AskOutcome | 'dies' | 'throttled' }

  /** Plays what is seen, look by look; an ask is answered in the same moment, `accepted` unless the scene says otherwise. */
  function play(scenes: readonly Scene[], over: Partial<Wish> = {}): string[] {
    let [now, trace]: [Known, string[]] = [known(), []];
    for (const scene of scenes) {
      let { known: learnt, next } = decide(wish(over), now, scene.seen, at(scene.at));
      trace.push(words(next));
      if (next.action === 'ask') {
        const outcome = scene.ask ?? s.accepted;
        if (outcome === 'throttled') {
          ({ known: learnt, next } = decideThrottled(learnt));
          trace.push(`throttled: ${words(next)}`);
        } else if (outcome !== 'dies') {
          ({ known: learnt, next } = decideAfterAsk(wish(over), learnt, outcome, at(scene.at)));
          trace.push(`${outcome.kind}: ${words(next)}`);
        }
      }
      now = next.action === 'answer' ? { ...learnt, answered: true } : learnt;
    }
    return trace;
  }

  test('the plain change: ask, runs, ends, confirmed', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()) },
      { at: seconds(11), seen: available(OLD) },
      { at: seconds(21), seen: modifying() },
      { at: minutes(15), seen: modifying(NEW) },
      { at: minutes(16), seen: available(NEW) },
      { at: minutes(16) + seconds(2), seen: available(NEW) },
    ])).toEqual(['ask', 'accepted: wait 12 s', 'wait 12 s', 'wait 12 s', 'wait 14 s', 'wait 2 s', 'SUCCESS']);
  });

  test('a redeployment meets the change that the failed deployment began: picked up, not restarted', () => {
    expect(play([
      { at: seconds(1), seen: modifying(OLD, usable()) },
      { at: minutes(20), seen: modifying(OLD) },
      { at: minutes(30), seen: available(NEW) },
      { at: minutes(30) + seconds(2), seen: available(NEW) },
    ])).toEqual(['wait 12 s', 'wait 21 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Conflict twice, then accepted', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: s.refused('busy') },
      { at: seconds(16), seen: available(OLD, usable()), ask: s.refused('busy') },
      { at: seconds(31), seen: available(OLD, usable()) },
      { at: seconds(41), seen: modifying() },
    ])).toEqual(['ask', 'refused: wait 15 s', 'ask', 'refused: wait 15 s', 'ask', 'accepted: wait 12 s', 'wait 12 s']);
  });

  test('a young role: the look is denied, then the ask, then all is well', () => {
    expect(play([
      { at: seconds(1), seen: denied() },
      { at: seconds(30), seen: available(OLD, usable()), ask: s.refused('denied') },
      { at: minutes(4), seen: available(OLD, usable()), ask: s.refused('denied') },
      { at: minutes(5), seen: available(OLD, usable()) },
    ])).toEqual(['wait 12 s', 'ask', 'refused: wait 15 s', 'ask', 'refused: wait 15 s', 'ask', 'accepted: wait 12 s']);
  });

  test('every ask is denied: FAILED when it has lasted five minutes', () => {
    const denial = (after: number): Scene => ({ at: after, seen: available(OLD, usable()), ask: s.refused('denied') });
    expect(play([denial(seconds(1)), denial(minutes(3)), denial(minutes(5)), denial(minutes(5) + seconds(1))]).slice(-4))
      .toEqual(['ask', 'refused: wait 15 s', 'ask', 'refused: FAILED']);
  });

  test('the function dies while it asks, twice: asked twice in all, each time after N, then FAILED', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: 'dies' },
      { at: minutes(2), seen: available(OLD) },
      { at: minutes(12) - 1, seen: available(OLD) },
      { at: minutes(12), seen: available(OLD), ask: 'dies' },
      { at: minutes(13), seen: available(OLD) },
      { at: minutes(23) - 1, seen: available(OLD) },
      { at: minutes(23), seen: available(OLD) },
    ])).toEqual(['ask', 'wait 12 s', 'wait 12 s', 'ask', 'wait 12 s', 'wait 12 s', 'FAILED']);
  });

  test('the function dies while it asks, and the request arrives late: MODIFYING is recognised as ours', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: 'dies' },
      { at: minutes(2), seen: available(OLD) },
      { at: minutes(3), seen: modifying() },
      { at: minutes(4), seen: available(NEW) },
      { at: minutes(4) + seconds(2), seen: available(NEW) },
    ])).toEqual(['ask', 'wait 12 s', 'wait 12 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Lambda throttles the ask: not one that counts', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: 'throttled' },
      { at: seconds(16), seen: available(OLD, usable()), ask: 'throttled' },
      { at: seconds(31), seen: available(OLD, usable()) },
    ])).toEqual(['ask', 'throttled: wait 15 s', 'ask', 'throttled: wait 15 s', 'ask', 'accepted: wait 12 s']);
  });

  test('a second ask meets a Conflict: the first one runs after all, and is waited for', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: s.unheard },
      { at: seconds(11), seen: available(OLD) },
      { at: minutes(11), seen: available(OLD), ask: s.refused('busy') },
      { at: minutes(12), seen: modifying() },
      { at: minutes(20), seen: available(NEW) },
      { at: minutes(21), seen: available(NEW) },
    ])).toEqual(['ask', 'unknown: wait 12 s', 'wait 12 s', 'ask', 'refused: wait 15 s', 'wait 12 s', 'wait 2 s', 'SUCCESS']);
  });

  test('deleted between the look and the ask: nothing left to change', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: s.refused('not-found') },
      { at: seconds(16), seen: notFound() },
    ])).toEqual(['ask', 'refused: wait 15 s', 'SUCCESS']);
  });

  test('longer than the window: FAILED, then watched to its end', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()) },
      { at: minutes(54), seen: modifying() },
      { at: minutes(55), seen: modifying() },
      { at: hours(3), seen: modifying() },
      { at: hours(4), seen: available(NEW) },
      { at: hours(4) + seconds(2), seen: available(NEW) },
    ])).toEqual(['ask', 'accepted: wait 12 s', 'wait 60 s', 'FAILED, watch', 'wait 212 s', 'wait 2 s', 'end']);
  });

  test('someone else moves it to a third key while ours is confirmed: the newest state counts', () => {
    expect(play([
      { at: seconds(1), seen: available(NEW) },
      { at: minutes(2), seen: modifying(NEW, usable()) },
      { at: minutes(4), seen: available(THIRD, usable()) },
    ])).toEqual(['wait 119 s', 'wait 12 s', 'ask', 'accepted: wait 12 s']);
  });
});
