import { wordsOf } from './cases';
import type { Progress } from '../../../src/handler/reconcile/progress';
import {
  confirm, fail, isConfirmed, poll, refuseForward, succeedWhenSettled, type Situation,
} from '../../../src/handler/reconcile/situation';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { at, available, inStack, minutes, NEW, progress, request, seconds, updated } from '../support';

const observed = available(NEW);
const situation = (now: number, over: Partial<Situation> = {}): Situation =>
  ({ request: request(), progress: progress({ startedAt: 0 }), ...observed, now: at(now), ...over } as Situation);

describe('settled: observed twice, and no older request can move the namespace any more', () => {
  interface Case {
    readonly name: string;
    readonly progress: Progress;
    readonly since: number;
    readonly at: number;
    readonly want: string;
  }
  test.each<Case>([
    {
      name: 'the quiet period counts from the first observation of the waiter, not from the arrival',
      progress: progress({ startedAt: minutes(4) }),
      since: minutes(4),
      at: minutes(5),
      want: 'wait 60 s',
    },
    {
      name: 'one ms before the quiet period ends',
      progress: progress({ startedAt: minutes(4) }),
      since: minutes(4),
      at: minutes(4) + QUIET_PERIOD_MS - 1,
      want: 'wait 2 s',
    },
    {
      name: 'the quiet period has ended',
      progress: progress({ startedAt: minutes(4) }),
      since: minutes(4),
      at: minutes(4) + QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
    {
      name: 'the quiet period counts from the arrival where the waiter has observed nothing before',
      progress: progress(),
      since: seconds(1),
      at: seconds(20),
      want: 'wait 100 s',
    },
    {
      name: 'the quiet period counts from the last update, where that is later',
      progress: updated('accepted', minutes(1)),
      since: minutes(2),
      at: minutes(2),
      want: 'wait 60 s',
    },
    {
      name: 'the quiet period has ended, and this is the first observation',
      progress: progress({ startedAt: 0 }),
      since: minutes(5),
      at: minutes(5),
      want: 'wait 2 s',
    },
    {
      name: 'the change has been observed: there is no quiet period',
      progress: updated('accepted', minutes(1), { changeStarted: true }),
      since: minutes(1),
      at: minutes(1) + 1,
      want: 'SUCCESS',
    },
    {
      name: 'confirmed by the window before: there is no quiet period',
      progress: progress({ startedAt: seconds(1), confirmed: true }),
      since: seconds(1),
      at: seconds(2),
      want: 'SUCCESS',
    },
  ])('$name -> $want', ({ progress: before, since, at: now, want }) => {
    const next = succeedWhenSettled(situation(now, { progress: before }), at(since), 'the reason');
    expect(wordsOf(next)).toBe(want);
  });

  test('a SUCCESS has its reason, and confirms the key for the windows that follow', () => {
    const next = succeedWhenSettled(situation(QUIET_PERIOD_MS), at(0), 'the reason');
    const handover = expect.stringContaining('"confirmed":true');
    expect(next).toMatchObject({ response: { reason: 'the reason', handover } });
  });
});

describe('one answer decides nothing', () => {
  test.each([[0, 0, false], [0, 1, true], [1, 0, false]])('since %i ms, at %i ms: %p', (since, now, want) => {
    expect(isConfirmed(at(since), at(now))).toBe(want);
  });
  test('confirmed by another observation in 2 s', () => expect(wordsOf(confirm())).toBe('wait 2 s'));
});

describe('refused going forward, and left as it is in a rollback', () => {
  const refuse = (given: Situation) => refuseForward(given, at(0), 'refused', 'left');
  const inDirection = (stack: 'forward' | 'rolling-back' | 'unreadable', now: number) =>
    situation(now, inStack(stack, observed));

  test('forward: FAILED at once', () => {
    const next = refuse(inDirection('forward', 0));
    const response = { status: 'FAILED', reason: 'refused', failureKind: 'refused' };
    expect(next).toEqual({ action: 'respond', response, watch: false });
  });
  test('in a rollback: SUCCESS once it is settled', () => {
    expect(wordsOf(refuse(inDirection('rolling-back', seconds(20))))).toBe('wait 100 s');
    expect(refuse(inDirection('rolling-back', QUIET_PERIOD_MS)))
      .toMatchObject({ response: { status: 'SUCCESS', reason: 'left' } });
  });
  test('while the direction is not known: neither', () => {
    expect(wordsOf(refuse(inDirection('unreadable', QUIET_PERIOD_MS)))).toBe('wait 12 s');
    expect(wordsOf(refuse(situation(QUIET_PERIOD_MS)))).toBe('wait 12 s');
  });
});

describe('what fails is watched where an update may have been sent', () => {
  test.each<[string, Progress, string]>([
    ['none', progress(), 'FAILED'],
    ['refused', progress({ update: 'refused' }), 'FAILED'],
    ['accepted', updated('accepted', 0), 'FAILED, watch'],
    ['unknown', updated('unknown', 0), 'FAILED, watch'],
    ['sending', updated('sending', 0), 'FAILED, watch'],
  ])('%s', (_name, before, want) => {
    expect(wordsOf(fail(situation(minutes(1), { progress: before }), 'no'))).toBe(want);
  });
});

test('polls at the interval of the whole change', () => {
  const given = { progress: updated('accepted', minutes(1), { changeStarted: true }) };
  expect(wordsOf(poll(situation(minutes(46), given)))).toBe('wait 51 s');
  expect(wordsOf(poll(situation(minutes(46))))).toBe('wait 52 s');
});
