import * as s from './support';
import { ALIAS, asked, at, available, denied, hours, known, minutes, modifying, NEW, notFound, OLD, seconds, status, THIRD, unreadable, unusable, usable, wish } from './support';
import { AWS_OWNED_KMS_KEY, FUNCTION_TIMEOUT_SECONDS, WATCH_SECONDS, WINDOW_SECONDS } from '../../src/key-change/contract';
import { BEGIN_MS, decide, decideAfterAsk, decideSuperseded, decideThrottled, DENIED_MS, MOST_ASKS, needsKey, QUIET_MS } from '../../src/key-change/decide';
import type { AskOutcome, NamespaceSighting, Sighting } from '../../src/key-change/sighting';
import type { Known, Next, Wish } from '../../src/key-change/state';

const Q = QUIET_MS;
const N = BEGIN_MS;
const WINDOW = seconds(WINDOW_SECONDS);
const WATCH = seconds(WATCH_SECONDS);
const toAwsOwned: Partial<Wish> = { key: AWS_OWNED_KMS_KEY };

/** What comes next, in words: `ask`, `wait 10 s`, `SUCCESS`, `FAILED`, `FAILED, watch` or `end`. */
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
    ['AVAILABLE on the AWS-owned key, the new one usable -> ask',
      { seen: available(undefined, usable()), at: seconds(1), then: 'ask' }],
    ['AVAILABLE on the old key, the new one unusable -> FAILED, nothing touched',
      { seen: available(OLD, unusable('key K is disabled; enable it')), at: seconds(1), then: 'FAILED', says: /^key K is disabled; enable it; namespace warehouse was not touched$/ }],
    ['MODIFYING with something else -> wait, and it is not our change that runs',
      { seen: modifying(OLD, usable()), at: seconds(30), then: 'wait 10 s', learns: { ran: false } }],
    ['MODIFYING with something else, the new key unusable -> wait: the key may be mended meanwhile',
      { seen: modifying(OLD, unusable()), at: seconds(30), then: 'wait 10 s' }],
    ['MODIFYING for half an hour with something else -> wait, longer now',
      { seen: modifying(OLD, usable()), at: minutes(30), then: 'wait 27 s' }],
    ['a status that nobody knows -> wait',
      { seen: status('RESHARDING', OLD, usable()), at: seconds(30), then: 'wait 10 s', learns: { onOtherSince: undefined, onWantedSince: undefined } }],
    ['a status that nobody knows, on the wanted key -> wait: done means AVAILABLE',
      { known: known({ onWantedSince: seconds(1) }), seen: status('RESHARDING', NEW, usable()), at: minutes(20), then: 'wait 18 s', learns: { onWantedSince: undefined } }],
    ['DELETING -> FAILED at once',
      { seen: status('DELETING', OLD, usable()), at: seconds(1), then: 'FAILED', says: /is being deleted.*wait until it is gone/ }],
    ['INACCESSIBLE_KMS_KEY -> FAILED at once, with the key that it has lost and the remedy',
      { seen: status('INACCESSIBLE_KMS_KEY', OLD, usable()), at: seconds(1), then: 'FAILED', says: /lost access to its key .*key\/old.*enable that key or cancel its deletion/ }],
    ['unreadable -> wait',
      { seen: unreadable(), at: seconds(1), then: 'wait 10 s' }],
    ['unreadable between two looks -> the looks before no longer count',
      { known: known({ onWantedSince: seconds(1) }), seen: unreadable(), at: seconds(3), then: 'wait 10 s', learns: { onWantedSince: undefined, onOtherSince: undefined } }],
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
    ['the AWS-owned key is wished for, MODIFYING -> wait',
      { wish: toAwsOwned, seen: modifying(undefined), at: seconds(1), then: 'wait 10 s' }],
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
      { known: asked('accepted', seconds(5)), seen: modifying(), at: seconds(20), then: 'wait 10 s', learns: { ran: true } }],
    ['MODIFYING, the new key shown already -> still runs',
      { known: asked('accepted', seconds(5), ran), seen: modifying(NEW), at: seconds(20), then: 'wait 10 s' }],
    ['MODIFYING for 45 min -> looks are 40 s apart',
      { known: asked('accepted', seconds(5), ran), seen: modifying(), at: minutes(45), then: 'wait 40 s' }],
    ['ran, AVAILABLE on the new key, first look -> confirm in 2 s',
      { known: asked('accepted', seconds(5), ran), seen: available(NEW), at: seconds(60), then: 'wait 2 s' }],
    ['ran, AVAILABLE on the new key, second look -> SUCCESS: Q is waived',
      { known: asked('accepted', seconds(5), { ...ran, onWantedSince: seconds(60) }), seen: available(NEW), at: seconds(62), then: 'SUCCESS', says: `namespace warehouse is on ${NEW}` }],
    ['ran, AVAILABLE on the new key, then MODIFYING again -> the look before no longer counts',
      { known: asked('accepted', seconds(5), { ...ran, onWantedSince: seconds(60) }), seen: modifying(NEW), at: seconds(62), then: 'wait 10 s', learns: { onWantedSince: undefined } }],
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
      { known: asked('accepted', seconds(5)), seen: available(OLD), at: seconds(15), then: 'wait 10 s', learns: { onOtherSince: at(seconds(15)) } }],
    ['never ran, AVAILABLE on the old key one ms less than N -> wait',
      { known: asked('accepted', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N - 1, then: 'wait 10 s' }],
    ['never ran, AVAILABLE on the old key throughout N -> FAILED',
      { known: asked('accepted', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N, then: 'FAILED', says: /accepted the key change .* but did not begin it within ten minutes/ }],
    ['never ran, N after the ask, but unreadable a moment ago -> N starts anew',
      { known: asked('accepted', seconds(5)), seen: available(OLD), at: minutes(20), then: 'wait 17 s' }],

    ['the namespace is gone -> FAILED: it was deleted meanwhile',
      { known: asked('accepted', seconds(5), ran), seen: notFound(), at: minutes(5), then: 'FAILED', says: /was deleted while its key was being changed/ }],
    ['DELETING -> FAILED at once',
      { known: asked('accepted', seconds(5), ran), seen: status('DELETING', OLD), at: minutes(5), then: 'FAILED' }],
    ['INACCESSIBLE_KMS_KEY under the AWS-owned key -> FAILED at once, without an undefined',
      { known: asked('accepted', seconds(5), ran), seen: status('INACCESSIBLE_KMS_KEY'), at: minutes(5), then: 'FAILED', says: /its key the AWS-owned key/ }],
    ['unreadable -> wait',
      { known: asked('accepted', seconds(5), ran), seen: unreadable(), at: minutes(5), then: 'wait 10 s', learns: { ask: 'accepted', ran: true } }],
    ['an alias that has moved since the ask -> the key that was asked for counts',
      { wish: { key: ALIAS }, known: asked('accepted', seconds(5), { ...ran, onWantedSince: minutes(5) }), seen: available(NEW, usable(THIRD)), at: minutes(6), then: 'SUCCESS', says: NEW }],
  ])('%s', check);
});

describe('asked, and nobody knows whether it was heard', () => {
  test.each<[string, Case]>([
    ['the function died while it asked -> unknown from now on, and no second ask',
      { known: asked('sending', 0, { askedAt: undefined }), seen: available(OLD), at: minutes(3), then: 'wait 10 s', learns: { ask: 'unknown', asks: 1, askedAt: at(minutes(3)), onOtherSince: at(minutes(3)) } }],
    ['the function died while it asked, MODIFYING -> it was heard',
      { known: asked('sending', 0, { askedAt: undefined }), seen: modifying(), at: minutes(3), then: 'wait 10 s', learns: { ask: 'unknown', ran: true } }],
    ['the function died while it asked, unreadable -> unknown',
      { known: asked('sending', 0, { askedAt: undefined }), seen: unreadable(), at: minutes(3), then: 'wait 10 s', learns: { ask: 'unknown' } }],
    ['MODIFYING -> it was heard',
      { known: asked('unknown', seconds(5)), seen: modifying(), at: seconds(20), then: 'wait 10 s', learns: { ran: true } }],
    ['AVAILABLE on the old key for one ms less than N -> wait',
      { known: asked('unknown', seconds(5), { onOtherSince: seconds(15) }), seen: available(OLD), at: seconds(15) + N - 1, then: 'wait 10 s' }],
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
      { seen: denied(), at: seconds(1), then: 'wait 10 s', learns: { deniedSince: at(seconds(1)) } }],
    ['denied for one ms less than 5 min -> wait',
      { known: known({ deniedSince: seconds(1) }), seen: denied(), at: seconds(1) + DENIED_MS - 1, then: 'wait 10 s' }],
    ['denied for 5 min -> FAILED with what the service said and the remedy',
      { known: known({ deniedSince: seconds(1) }), seen: denied('AccessDeniedException: no GetNamespace'), at: seconds(1) + DENIED_MS, then: 'FAILED', says: /^not permitted for more than five minutes.*AccessDeniedException: no GetNamespace.*check the key's policy/ }],
    ['denied is never read as not found',
      { seen: denied('ResourceNotFoundException'), at: seconds(1), then: 'wait 10 s' }],
    ['permitted again -> the denial is forgotten',
      { known: known({ deniedSince: seconds(1) }), seen: modifying(OLD, usable()), at: minutes(2), then: 'wait 10 s', learns: { deniedSince: undefined } }],
    ['unreadable in between -> the denial is not forgotten',
      { known: known({ deniedSince: seconds(1) }), seen: unreadable(), at: minutes(2), then: 'wait 10 s', learns: { deniedSince: at(seconds(1)) } }],
    ['the ask was denied, the look is permitted -> ask again, and the denial goes on',
      { known: known({ ask: 'refused', askedAt: seconds(5), deniedSince: seconds(5), keyArn: NEW }), seen: available(OLD, usable()), at: seconds(20), then: 'ask', learns: { deniedSince: at(seconds(5)) } }],
    ['the ask was denied, and someone else moved it -> the denial is forgotten',
      { known: known({ ask: 'refused', askedAt: seconds(5), deniedSince: seconds(5), keyArn: NEW }), seen: available(NEW), at: seconds(20), then: 'wait 105 s', learns: { deniedSince: undefined } }],
    ['denied while the change runs -> wait',
      { known: asked('accepted', seconds(5), { ran: true }), seen: denied(), at: minutes(3), then: 'wait 10 s' }],
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
      { known: ran, seen: modifying(), at: WINDOW, then: 'FAILED, watch', says: /still runs after 55 minutes; it goes on by itself and is watched for 48 hours/ }],
    ['at its end, unreadable after an ask -> FAILED, and the change is watched',
      { known: ran, seen: unreadable(), at: WINDOW, then: 'FAILED, watch' }],
    ['at its end, the function died while it asked -> FAILED, and it is watched',
      { known: asked('sending', 0, { askedAt: undefined }), seen: unreadable(), at: WINDOW, then: 'FAILED, watch' }],
    ['at its end, confirmed on the new key -> SUCCESS',
      { known: asked('accepted', seconds(5), { ran: true, onWantedSince: WINDOW - seconds(2) }), seen: available(NEW), at: WINDOW, then: 'SUCCESS' }],
    ['after its end, ended on the old key -> FAILED, with no watch',
      { known: asked('accepted', seconds(5), { ran: true, onOtherSince: WINDOW - Q }), seen: available(OLD), at: WINDOW + 1, then: 'FAILED', says: /ended the key change/ }],
    ['at its end, still MODIFYING with something else -> FAILED, with no watch',
      { seen: modifying(OLD, usable()), at: WINDOW, then: 'FAILED', says: /could not be changed to .*key\/new within 55 minutes: it is MODIFYING with something else; nothing was changed/ }],
    ['at its end, refused each time -> FAILED, and no further ask',
      { known: known({ ask: 'refused', askedAt: minutes(54), keyArn: NEW }), seen: available(OLD, usable()), at: WINDOW, then: 'FAILED', says: /refused each request/, learns: { asks: 0, ask: 'refused' } }],
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

describe('after the answer', () => {
  const watching = (over: Partial<Known> = {}) => asked('accepted', seconds(5), { ran: true, answered: true, ...over });
  test.each<[string, Case]>([
    ['MODIFYING -> watch on',
      { known: watching(), seen: modifying(), at: hours(1), then: 'wait 53 s' }],
    ['MODIFYING for ten hours -> looks are 5 min apart',
      { known: watching(), seen: modifying(), at: hours(10), then: 'wait 300 s' }],
    ['confirmed on the new key -> end, and say so',
      { known: watching({ onWantedSince: hours(1) }), seen: available(NEW), at: hours(2), then: 'end', says: `outlived its deployment has ended: namespace warehouse is on ${NEW}` }],
    ['first look at the new key -> confirm in 2 s',
      { known: watching(), seen: available(NEW), at: hours(2), then: 'wait 2 s' }],
    ['ended on the old key -> end, and say so',
      { known: watching({ onOtherSince: hours(1) }), seen: available(OLD), at: hours(2), then: 'end', says: /ended the key change/ }],
    ['gone -> end',
      { known: watching(), seen: notFound(), at: hours(2), then: 'end', says: /was deleted/ }],
    ['a second ask would be due -> wait, never ask',
      { known: asked('unknown', seconds(5), { answered: true, onOtherSince: minutes(40) }), seen: available(OLD), at: hours(1), then: 'wait 53 s', learns: { asks: 1, ask: 'unknown' } }],
    ['unreadable -> watch on',
      { known: watching(), seen: unreadable(), at: hours(2), then: 'wait 107 s' }],
    ['one ms before two days -> watch on',
      { known: watching(), seen: modifying(), at: WATCH - 1, then: 'wait 300 s' }],
    ['two days -> end, and say that it has not ended',
      { known: watching(), seen: modifying(), at: WATCH, then: 'end', says: 'was watched for 48 hours, and its key change has not ended' }],
    ['two days, and confirmed on the new key just now -> that is what is said',
      { known: watching({ onWantedSince: hours(1) }), seen: available(NEW), at: WATCH, then: 'end', says: NEW }],
  ])('%s', check);
});

describe('whether KMS has to be asked about the key', () => {
  const on = (keyArn: string | undefined, name = 'AVAILABLE'): NamespaceSighting => ({ status: name, keyArn });
  test.each<[string, Partial<Wish>, Known, NamespaceSighting, boolean]>([
    ['on the wished key already -> no', {}, known(), on(NEW), false],
    ['the AWS-owned key is wished for -> no', toAwsOwned, known(), on(OLD), false],
    ['about to ask -> yes', {}, known(), on(OLD), true],
    ['about to ask again after a refusal -> yes, the key may have changed', {}, known({ ask: 'refused', keyArn: NEW }), on(OLD), true],
    ['MODIFYING, and KMS has not told its ARN yet -> yes', { key: ALIAS }, known(), on(OLD, 'MODIFYING'), true],
    ['MODIFYING, and KMS has told its ARN -> no', { key: ALIAS }, known({ keyArn: NEW }), on(OLD, 'MODIFYING'), false],
    ['wished by alias, on the key that it named at the last look -> yes, the alias may have moved', { key: ALIAS }, known({ keyArn: NEW }), on(NEW), true],
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
      { before: sending, outcome: s.accepted, then: 'wait 10 s', learns: { ask: 'accepted', asks: 1, askedAt: at(NOW) } }],
    ['accepted after denials -> they are forgotten',
      { before: { ...sending, deniedSince: at(0) }, outcome: s.accepted, then: 'wait 10 s', learns: { deniedSince: undefined } }],
    ['unknown -> look soon',
      { before: sending, outcome: s.unheard, then: 'wait 10 s', learns: { ask: 'unknown', asks: 1, askedAt: at(NOW) } }],
    ['the second accepted',
      { before: secondSending, outcome: s.accepted, then: 'wait 10 s', learns: { ask: 'accepted', asks: 2 } }],
    ['busy -> not carried out, try again in 15 s',
      { before: sending, outcome: s.refused('busy'), then: 'wait 15 s', learns: { ask: 'refused', asks: 0 } }],
    ['the second was busy -> the first may still have been heard',
      { before: secondSending, outcome: s.refused('busy'), then: 'wait 15 s', learns: { ask: 'unknown', asks: 1, askedAt: at(NOW) } }],
    ['not found -> look again in 15 s',
      { before: sending, outcome: s.refused('not-found'), then: 'wait 15 s', learns: { ask: 'refused', asks: 0 } }],
    ['invalid -> FAILED with what the service said',
      { before: sending, outcome: s.refused('invalid', 'ValidationException: no such key'), then: 'FAILED', says: /^Amazon Redshift Serverless refused to move namespace warehouse to .*key\/new: ValidationException: no such key$/, learns: { ask: 'refused' } }],
    ['denied for the first time -> try again in 15 s',
      { before: sending, outcome: s.refused('denied'), then: 'wait 15 s', learns: { ask: 'refused', deniedSince: at(NOW) } }],
    ['denied for one ms less than 5 min -> try again',
      { before: { ...sending, deniedSince: at(NOW - DENIED_MS + 1) }, outcome: s.refused('denied'), then: 'wait 15 s', learns: { deniedSince: at(NOW - DENIED_MS + 1) } }],
    ['denied for 5 min -> FAILED with what the service said and the remedy',
      { before: { ...sending, deniedSince: at(NOW - DENIED_MS) }, outcome: s.refused('denied', 'the key is inaccessible'), then: 'FAILED', says: /not permitted for more than five minutes.*the key is inaccessible.*deploy once with the key that it has/, learns: {} }],
    ['busy after a denial -> the denial is over',
      { before: { ...sending, deniedSince: at(0) }, outcome: s.refused('busy'), then: 'wait 15 s', learns: { deniedSince: undefined } }],
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
    ])).toEqual(['ask', 'accepted: wait 10 s', 'wait 10 s', 'wait 10 s', 'wait 13 s', 'wait 2 s', 'SUCCESS']);
  });

  test('a redeployment meets the change that the failed deployment began: picked up, not restarted', () => {
    expect(play([
      { at: seconds(1), seen: modifying(OLD, usable()) },
      { at: minutes(20), seen: modifying(OLD) },
      { at: minutes(30), seen: available(NEW) },
      { at: minutes(30) + seconds(2), seen: available(NEW) },
    ])).toEqual(['wait 10 s', 'wait 18 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Conflict twice, then accepted', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: s.refused('busy') },
      { at: seconds(16), seen: available(OLD, usable()), ask: s.refused('busy') },
      { at: seconds(31), seen: available(OLD, usable()) },
      { at: seconds(41), seen: modifying() },
    ])).toEqual(['ask', 'refused: wait 15 s', 'ask', 'refused: wait 15 s', 'ask', 'accepted: wait 10 s', 'wait 10 s']);
  });

  test('a young role: the look is denied, then the ask, then all is well', () => {
    expect(play([
      { at: seconds(1), seen: denied() },
      { at: seconds(30), seen: available(OLD, usable()), ask: s.refused('denied') },
      { at: minutes(4), seen: available(OLD, usable()), ask: s.refused('denied') },
      { at: minutes(5), seen: available(OLD, usable()) },
    ])).toEqual(['wait 10 s', 'ask', 'refused: wait 15 s', 'ask', 'refused: wait 15 s', 'ask', 'accepted: wait 10 s']);
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
    ])).toEqual(['ask', 'wait 10 s', 'wait 10 s', 'ask', 'wait 10 s', 'wait 10 s', 'FAILED']);
  });

  test('the function dies while it asks, and the request arrives late: MODIFYING is recognised as ours', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: 'dies' },
      { at: minutes(2), seen: available(OLD) },
      { at: minutes(3), seen: modifying() },
      { at: minutes(4), seen: available(NEW) },
      { at: minutes(4) + seconds(2), seen: available(NEW) },
    ])).toEqual(['ask', 'wait 10 s', 'wait 10 s', 'wait 2 s', 'SUCCESS']);
  });

  test('Lambda throttles the ask: not one that counts', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: 'throttled' },
      { at: seconds(16), seen: available(OLD, usable()), ask: 'throttled' },
      { at: seconds(31), seen: available(OLD, usable()) },
    ])).toEqual(['ask', 'throttled: wait 15 s', 'ask', 'throttled: wait 15 s', 'ask', 'accepted: wait 10 s']);
  });

  test('a second ask meets a Conflict: the first one runs after all, and is waited for', () => {
    expect(play([
      { at: seconds(1), seen: available(OLD, usable()), ask: s.unheard },
      { at: seconds(11), seen: available(OLD) },
      { at: minutes(11), seen: available(OLD), ask: s.refused('busy') },
      { at: minutes(12), seen: modifying() },
      { at: minutes(20), seen: available(NEW) },
      { at: minutes(21), seen: available(NEW) },
    ])).toEqual(['ask', 'unknown: wait 10 s', 'wait 10 s', 'ask', 'refused: wait 15 s', 'wait 10 s', 'wait 2 s', 'SUCCESS']);
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
    ])).toEqual(['ask', 'accepted: wait 10 s', 'wait 48 s', 'FAILED, watch', 'wait 161 s', 'wait 2 s', 'end']);
  });

  test('someone else moves it to a third key while ours is confirmed: the newest state counts', () => {
    expect(play([
      { at: seconds(1), seen: available(NEW) },
      { at: minutes(2), seen: modifying(NEW, usable()) },
      { at: minutes(4), seen: available(THIRD, usable()) },
    ])).toEqual(['wait 119 s', 'wait 10 s', 'ask', 'accepted: wait 10 s']);
  });
});
