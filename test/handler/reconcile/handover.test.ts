import { check, type Case } from './cases';
import { WINDOW_SECONDS } from '../../../src/contract';
import { decodeHandover, encodeHandover } from '../../../src/handler/reconcile/handover';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { initialProgress, type Progress } from '../../../src/handler/reconcile/progress';
import { QUIET_PERIOD_MS, START_DEADLINE_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, inStack, minutes, modifying, NEW, OLD, progress, request, RESPONSE_URL, responseTarget, seconds,
  STACK_ID, updated, usable,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
/** The second of three windows. */
const later: Partial<KeyChangeRequest> = { window: 2, windows: 3 };
const first = request({ windows: 3 });
const second = request(later);
const started = updated('accepted', seconds(5), { changeStarted: true });
const handover = (over: object = {}): string =>
  JSON.stringify({ ...JSON.parse(encodeHandover(first, started, at(0), false)), ...over });

describe('from one window to the next', () => {
  test.each<{ name: string; before: Progress }>([
    { name: 'no update sent', before: progress() },
    { name: 'refused', before: progress({ update: 'refused', updateSentAt: seconds(5), keyArn: NEW }) },
    { name: 'accepted', before: updated('accepted', seconds(5)) },
    { name: 'accepted, and it runs', before: started },
    { name: 'unknown', before: updated('unknown', seconds(5)) },
    { name: 'unknown, twice', before: updated('unknown', seconds(5), { updatesSent: 2 }) },
  ])('$name: the progress is kept', ({ before }) => {
    const after = decodeHandover(second, encodeHandover(first, before, at(0), false), at(seconds(1)));
    // Each window counts its own quiet period.
    expect(after).toEqual({ ...before, confirmed: false, startedAt: undefined });
  });

  test('confirmed', () => {
    const after = decodeHandover(second, encodeHandover(second, started, at(0), true), at(seconds(1)));
    expect(after).toMatchObject({ confirmed: true });
  });

  test('the outcome of an update that a dead invocation may have sent is unknown', () => {
    const after = decodeHandover(second, encodeHandover(second, updated('sending', 0), at(0), false), at(0));
    expect(after).toMatchObject({ update: 'unknown', updatesSent: 1 });
  });

  test('consecutive observations, denials and refusals belong to one window', () => {
    const before = updated('unknown', 0, {
      startedAt: 1,
      onDesiredKeySince: 1,
      onOtherKeySince: 2,
      absentSince: 3,
      keylessSince: 4,
      deletingSince: 4,
      inaccessibleSince: 4,
      observationDeniedSince: 3,
      updateDeniedSince: 4,
      refusal: 'no',
      responded: true,
    });
    expect(decodeHandover(second, encodeHandover(second, before, at(0), false), at(0))).toEqual({
      ...initialProgress,
      confirmed: false,
      update: 'unknown',
      updatesSent: 1,
      updateSentAt: at(0),
      changeStarted: false,
      keyArn: NEW,
    });
  });

  test('no secret is handed over', () => {
    expect(encodeHandover(second, { ...started, refusal: RESPONSE_URL }, at(0), true)).not.toMatch(/SECRET|https:/);
  });
});

describe('a handover that is ignored: the window begins with the initial progress', () => {
  interface Ignored { readonly name: string; readonly given?: string; readonly request?: Partial<KeyChangeRequest> }
  const fields = [
    'namespaceName', 'desiredKey', 'stackId', 'at', 'confirmed', 'update', 'updatesSent', 'changeStarted',
  ];
  const anotherStack = responseTarget({ stackId: STACK_ID.replace('guid', 'other') });

  test.each<Ignored>([
    { name: 'nothing: the first window', given: undefined },
    { name: 'an empty text', given: '' },
    { name: 'no JSON', given: 'oops' },
    { name: 'half of a JSON text', given: handover().slice(0, -5) },
    { name: 'null', given: 'null' },
    { name: 'a list', given: '[]' },
    { name: 'an empty object: a response that had nothing to hand over', given: '{}' },
    { name: 'a time that is text', given: handover({ at: 'now' }) },
    { name: 'an unknown state of the update', given: handover({ update: 'perhaps' }) },
    { name: 'an update that is being sent', given: handover({ update: 'sending' }) },
    ...fields.map((field) => ({ name: `no ${field}`, given: handover({ [field]: undefined }) })),
    { name: 'another namespace', given: handover(), request: { namespaceName: 'lakehouse' } },
    { name: 'another key', given: handover(), request: { desiredKey: OLD } },
    { name: 'another stack', given: handover(), request: { responseTarget: anotherStack } },
    {
      name: 'more than ten minutes old: of another deployment',
      given: handover(),
      request: { arrivedAt: at(minutes(10) + 1) },
    },
  ])('$name', ({ given, request: over }) => {
    const other = { ...second, ...over };
    expect(decodeHandover(other, given, other.arrivedAt)).toBe(initialProgress);
  });

  test.each<[string, string, number]>([
    ['ten minutes old', handover(), minutes(10)],
    ['from a clock that is ahead', handover({ at: at(seconds(30)) }), 0],
    ['without what may be missing', handover({ updateSentAt: undefined, keyArn: undefined }), 0],
    ['with what a later version adds', handover({ more: 1 }), 0],
  ])('but not one that is %s', (_name, given, now) => {
    expect(decodeHandover(second, given, at(now))).toMatchObject({ update: 'accepted', changeStarted: true });
  });
});

describe('what the window before has handed over', () => {
  const handedOver = (over: object) => decodeHandover(request(later), JSON.stringify({
    namespaceName: 'warehouse',
    desiredKey: NEW,
    stackId: STACK_ID,
    at: at(0),
    confirmed: false,
    update: 'accepted',
    updatesSent: 1,
    updateSentAt: at(-minutes(50)),
    changeStarted: true,
    keyArn: NEW,
    ...over,
  }), at(seconds(1)));
  const notUpdated = { update: 'none', updatesSent: 0, updateSentAt: undefined, changeStarted: false };

  test.each<Case>([
    {
      name: 'accepted and running -> wait, at the poll interval of the whole change',
      request: later,
      progress: handedOver({}),
      observed: modifying(),
      at: seconds(1),
      want: 'wait 57 s',
      wantProgress: { update: 'accepted', changeStarted: true },
    },
    {
      name: 'accepted, AVAILABLE on the old key -> no further update',
      request: later,
      progress: handedOver({ changeStarted: false }),
      observed: available(OLD),
      at: seconds(1),
      want: 'wait 57 s',
      wantProgress: { update: 'accepted', updatesSent: 1 },
    },
    {
      name: 'accepted, never started until the start deadline -> FAILED, watched, no further update',
      request: later,
      progress: { ...handedOver({ changeStarted: false }), onOtherKeySince: at(seconds(1)) },
      observed: available(OLD),
      at: seconds(1) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantReason: /did not start it within ten minutes/,
    },
    {
      name: 'accepted and started, on the old key throughout the quiet period -> FAILED, watched',
      request: later,
      progress: { ...handedOver({}), onOtherKeySince: at(seconds(1)) },
      observed: available(OLD),
      at: seconds(1) + QUIET_PERIOD_MS,
      want: 'FAILED, watch',
      wantReason: /ended the key change/,
    },
    {
      name: 'accepted and started, on the new key -> confirmed by a second observation, no quiet period',
      request: later,
      progress: { ...handedOver({}), onDesiredKeySince: at(seconds(1)) },
      observed: available(NEW),
      at: seconds(3),
      want: 'SUCCESS',
      wantReason: `namespace warehouse is on ${NEW}`,
    },
    {
      name: 'unknown, AVAILABLE on the old key until the start deadline -> one more update',
      request: later,
      progress: { ...handedOver({ update: 'unknown', changeStarted: false }), onOtherKeySince: at(seconds(1)) },
      observed: available(OLD),
      at: seconds(1) + START_DEADLINE_MS,
      want: 'update',
      wantProgress: { updatesSent: 2 },
    },
    {
      name: 'two updates sent, unknown -> FAILED, watched, never a third update',
      request: later,
      progress: {
        ...handedOver({ update: 'unknown', updatesSent: 2, changeStarted: false }),
        onOtherKeySince: at(seconds(1)),
      },
      observed: available(OLD),
      at: seconds(1) + START_DEADLINE_MS,
      want: 'FAILED, watch',
      wantReason: /^two updates were sent/,
    },
    {
      name: 'refused -> update',
      request: later,
      progress: handedOver({ update: 'refused', updatesSent: 0, changeStarted: false }),
      observed: available(OLD, usable()),
      at: seconds(1),
      want: 'update',
      wantProgress: { updatesSent: 1 },
    },
    {
      name: 'confirmed, first observation -> SUCCESS: the window before has observed it twice',
      request: later,
      progress: handedOver({ confirmed: true, ...notUpdated }),
      observed: available(NEW),
      at: seconds(1),
      want: 'SUCCESS',
    },
    {
      name: 'confirmed, and it is on another key meanwhile -> update',
      request: later,
      progress: handedOver({ confirmed: true, ...notUpdated }),
      observed: available(OLD, usable()),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'not confirmed, and no update sent: on the new key -> the quiet period counts from the first observation '
        + 'of this window',
      request: later,
      progress: { ...handedOver(notUpdated), startedAt: at(seconds(1)), onDesiredKeySince: at(seconds(1)) },
      observed: available(NEW),
      at: seconds(1) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'confirmed, but on the old key now -> the key is changed: a handover does not replace an observation',
      request: later,
      progress: handedOver({ confirmed: true, ...notUpdated }),
      observed: available(OLD, usable()),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'still running at the end of this window -> the minutes are those of the whole change',
      request: { window: 3, windows: 3 },
      progress: handedOver({}),
      observed: inStack('forward', modifying()),
      at: WINDOW,
      want: 'FAILED, watch',
      wantReason: 'still runs after 105 minutes',
    },
  ])('$name', check);
});
