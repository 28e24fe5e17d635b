import * as s from './support';
import {
  ALIAS, answersOf, ARRIVAL, asked, at, event, known, minutes, NEW, OLD, refused, REQUEST_ID, seconds, STACK_ID, state, unusable, usable, WAITER,
  wish, world, type World,
} from './support';
import { AWS_OWNED_KMS_KEY, WINDOW_SECONDS } from '../../src/key-change/contract';
import { firstState, parseEvent } from '../../src/key-change/event';
import { executionName, executionPrefix } from '../../src/key-change/executions';
import type { State } from '../../src/key-change/state';
import { takeStep } from '../../src/key-change/steps';

const look = (w: World, from: Partial<State> = {}) => takeStep(w.ports, { step: 'look', state: state(from) });
const ask = (w: World, from: Partial<State> = {}) => takeStep(w.ports, { step: 'ask', state: state({ known: sending, next: { action: 'ask' }, ...from }) });
const answer = (w: World, from: Partial<State>) => takeStep(w.ports, { step: 'answer', state: state(from) });

const sending = known({ ask: 'sending', asks: 1, keyArn: NEW });
const on = (status: string, keyArn?: string): World['namespace'] => () => ({ kind: 'read', value: { status, keyArn } });
const about = { namespaceName: 'warehouse', requestId: REQUEST_ID, window: '1 of 1' };
const prefix = executionPrefix('warehouse');

describe('look', () => {
  test('on the old key, the new one usable: ask next, and say from which key to which', async () => {
    const w = world();
    expect(await look(w)).toMatchObject({ wish: wish(), known: { ask: 'sending', keyArn: NEW }, next: { action: 'ask' } });
    expect(w.log).toEqual([{ level: 'info', message: 'the key has to be changed', ...about, fromKey: OLD, toKey: NEW }]);
    expect(w.asks).toEqual([]);
  });

  test('on the AWS-owned key: the log gives it a name', async () => {
    const w = world({ namespace: on('AVAILABLE') });
    await look(w, { wish: wish({ createdWith: AWS_OWNED_KMS_KEY }) });
    expect(w.log).toMatchObject([{ fromKey: 'the AWS-owned key (AWS_OWNED_KMS_KEY)', toKey: NEW }]);
  });

  test('wished by alias: the log says which key it names', async () => {
    const w = world();
    await look(w, { wish: wish({ key: ALIAS }) });
    expect(w.keyLooks).toEqual([ALIAS]);
    expect(w.log).toMatchObject([{ fromKey: OLD, toKey: NEW }]);
  });

  test('on the wished key already: KMS is not asked, and nothing is said', async () => {
    const w = world({ namespace: on('AVAILABLE', NEW) });
    expect(await look(w)).toMatchObject({ next: { action: 'wait' } });
    expect({ looks: w.keyLooks, log: w.log }).toEqual({ looks: [], log: [] });
  });

  test('the key is unusable: FAILED, nothing touched', async () => {
    const w = world({ key: () => ({ kind: 'read', value: unusable() }) });
    expect(await look(w)).toMatchObject({ next: { action: 'answer', answer: { status: 'FAILED', reason: `key ${NEW} is disabled; namespace warehouse was not touched` } } });
  });

  test.each([
    ['denied', { known: { lookDeniedSince: ARRIVAL } }],
    ['unreadable', { known: { ask: 'none' } }],
  ] as const)('the namespace is %s: wait', async (kind, learnt) => {
    const w = world({ namespace: () => ({ kind, message: 'no' }) });
    expect(await look(w)).toMatchObject({ next: { action: 'wait', seconds: 12 }, ...learnt });
    expect(w.keyLooks).toEqual([]);
  });

  test.each(['denied', 'unreadable'] as const)('the key is %s: wait, and nothing is asked', async (kind) => {
    const w = world({ key: () => ({ kind, message: 'no' }) });
    expect(await look(w)).toMatchObject({ next: { action: 'wait', seconds: 12 } });
  });

  test('MODIFYING after our ask: counted as begun, once', async () => {
    const w = world({ namespace: on('MODIFYING', OLD) });
    const first = await look(w, { known: asked('accepted', 0) });
    await look(w, first);
    expect(w.log).toEqual([{ level: 'count', metric: 'KeyChangeStarted', message: 'the key change has begun', ...about, toKey: NEW }]);
  });

  test('the state machine found nobody to ask: a pause, and the ask does not count', async () => {
    const w = world();
    const next = await look(w, { known: sending, next: { action: 'ask' }, askThrottled: { Error: 'Lambda.TooManyRequestsException' } });
    expect(next).toEqual({ wish: wish(), known: { ...sending, ask: 'refused', asks: 0 }, next: { action: 'wait', seconds: 15 } });
    expect(w.keyLooks).toEqual([]);
  });

  test('the state machine does not know what became of the ask: neither does the function, and it does not ask again', async () => {
    const w = world();
    const next = await look(w, { known: sending, next: { action: 'ask' }, askUnheard: { Error: 'Lambda.Unknown' } });
    expect(next).toMatchObject({ known: { ask: 'unknown', asks: 1, askedAt: ARRIVAL }, next: { action: 'wait' } });
    expect(next).not.toHaveProperty('askUnheard');
  });

  test('a Delete looks at nothing: SUCCESS', async () => {
    const w = world({ namespace: () => s.fail('looked') });
    const request = { ...wish().request, type: 'Delete' as const };
    expect(await look(w, { wish: wish({ request }) })).toMatchObject({ next: { action: 'answer', answer: { status: 'SUCCESS' }, watch: false } });
  });

  test('the watch after the answer ends: said once more, for the operator', async () => {
    const w = world({ namespace: on('AVAILABLE', NEW) });
    w.now = at(minutes(90));
    const from = { known: asked('accepted', 0, { ran: true, answered: true, onWantedSince: minutes(89) }) };
    const next = await look(w, from);
    expect(next.next.action).toBe('end');
    expect(w.log).toEqual([{ level: 'info', message: `the watch over a key change has ended: namespace warehouse is on ${NEW}`, ...about }]);
  });
});

describe('look, where the stack matters', () => {
  const end = at(seconds(WINDOW_SECONDS));
  const chained = wish({ window: 1, windows: 3 });
  const running = asked('accepted', 0, { ran: true });

  test('the window has begun: nobody asks how the stack goes', async () => {
    const w = world({ namespace: on('MODIFYING', OLD) });
    await look(w, { wish: chained, known: running });
    expect(w.stackLooks).toEqual([]);
  });

  test.each([
    ['forward', 'SUCCESS', /hands over to the next one/],
    ['rolling-back', 'FAILED', /continue-update-rollback/],
  ] as const)('at its end the stack of the event is asked about: %s -> %s', async (stack, status, says) => {
    const w = world({ namespace: on('MODIFYING', OLD), stack: () => stack });
    w.now = end;
    expect(await look(w, { wish: chained, known: running })).toMatchObject({ next: { action: 'answer', answer: { status, reason: expect.stringMatching(says) } } });
    expect(w.stackLooks).toEqual([STACK_ID]);
  });

  test.each(['denied', 'unreadable'] as const)('at its end, the namespace %s: handed over all the same', async (kind) => {
    const w = world({ namespace: () => ({ kind, message: 'no' }) });
    w.now = end;
    expect(await look(w, { wish: chained, known: running })).toMatchObject({ next: { action: 'answer', answer: { status: 'SUCCESS' } } });
  });

  test('the end comes between the two clocks of one look: looked at again, never given up', async () => {
    const w = world({ namespace: on('MODIFYING', OLD) });
    let ticks = 0;
    const now = () => (ticks++ === 0 ? end - 1 : end);
    const next = await takeStep({ ...w.ports, now }, { step: 'look', state: state({ wish: chained, known: running }) });
    expect(next).toMatchObject({ next: { action: 'wait', seconds: 15 } });
    expect(w.stackLooks).toEqual([]);
  });

  test('more windows and a new key: refused before anything is asked', async () => {
    const w = world();
    expect(await look(w, { wish: wish({ windows: 3, previous: { windows: 1, key: OLD } }) })).toMatchObject({ next: { action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('keyChangeWait was raised') } } });
    expect({ stacks: w.stackLooks, asks: w.asks }).toEqual({ stacks: [STACK_ID], asks: [] });
  });

  test('answered: nobody asks any more', async () => {
    const w = world({ namespace: on('MODIFYING', OLD) });
    w.now = end;
    await look(w, { wish: chained, known: asked('accepted', 0, { ran: true, answered: true }) });
    expect(w.stackLooks).toEqual([]);
  });
});

describe('look, where there is no namespace', () => {
  const absent = (over: Partial<World> = {}) => world({ namespace: () => ({ kind: 'not-found' }), ...over });
  const keys = (arns: Record<string, string>): World['key'] => (key) => ({ kind: 'read', value: usable(arns[key]) });
  const SUCCESS = { action: 'answer', answer: { status: 'SUCCESS', reason: 'namespace warehouse does not exist yet: nothing to change' } };
  const FAILED = { action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('would create it under another key') } };

  test('nothing said of its creation: SUCCESS, no call to KMS', async () => {
    const w = absent();
    expect(await look(w)).toMatchObject({ next: SUCCESS });
    expect(w.keyLooks).toEqual([]);
  });

  test.each<[string, string, string, Partial<World>, object, number]>([
    ['created with the wished key', NEW, NEW, {}, SUCCESS, 0],
    ['both under the AWS-owned key', AWS_OWNED_KMS_KEY, AWS_OWNED_KMS_KEY, {}, SUCCESS, 0],
    ['created under the AWS-owned key, a customer managed one wished for', NEW, AWS_OWNED_KMS_KEY, {}, FAILED, 0],
    ['created under a customer managed key, the AWS-owned one wished for', AWS_OWNED_KMS_KEY, OLD, {}, FAILED, 0],
    ['created with an alias of the wished key', NEW, ALIAS, { key: keys({ [NEW]: NEW, [ALIAS]: NEW }) }, SUCCESS, 2],
    ['created with an alias of another key', NEW, ALIAS, { key: keys({ [NEW]: NEW, [ALIAS]: OLD }) }, FAILED, 2],
    ['created with another key', NEW, OLD, { key: keys({ [NEW]: NEW, [OLD]: OLD }) }, FAILED, 2],
    ['created with a key that does not exist', NEW, OLD, { key: () => ({ kind: 'read', value: { kind: 'unusable', reason: 'no' } }) }, FAILED, 2],
    ['KMS is not to be asked yet', NEW, OLD, { key: () => ({ kind: 'denied', message: 'no' }) }, { action: 'wait', seconds: 12 }, 2],
    ['KMS fails for one of them', NEW, OLD, { key: (key) => (key === NEW ? { kind: 'read', value: usable() } : { kind: 'unreadable', message: 'no' }) }, { action: 'wait', seconds: 12 }, 2],
  ])('%s', async (_name, key, createdWith, over, next, looks) => {
    const w = absent(over);
    expect(await look(w, { wish: wish({ key, createdWith }) })).toMatchObject({ next });
    expect(w.keyLooks).toHaveLength(looks);
  });
});

describe('ask', () => {
  test('one UpdateNamespace with the key ARN, even if it was wished by alias', async () => {
    const w = world();
    expect(await ask(w, { wish: wish({ key: ALIAS }) })).toMatchObject({ known: { ask: 'accepted', asks: 1, askedAt: ARRIVAL }, next: { action: 'wait', seconds: 12 } });
    expect(w.asks).toEqual([{ namespaceName: 'warehouse', keyArn: NEW }]);
    expect(w.log).toEqual([{ level: 'info', message: 'asked Amazon Redshift Serverless to change the key: accepted', ...about, toKey: NEW, detail: undefined }]);
  });

  test.each([
    ['refused', refused('busy', 'ConflictException: busy'), { known: { ask: 'refused', asks: 0 }, next: { action: 'wait', seconds: 15 } }, 'ConflictException: busy'],
    ['unknown', s.unheard, { known: { ask: 'unknown', asks: 1 }, next: { action: 'wait', seconds: 12 } }, 'TimeoutError: gone'],
  ] as const)('%s: told with what the service said', async (kind, outcome, next, detail) => {
    const w = world({ outcome: () => outcome });
    expect(await ask(w)).toMatchObject(next);
    expect(w.log).toMatchObject([{ message: `asked Amazon Redshift Serverless to change the key: ${kind}`, detail }]);
  });

  test.each([
    ['denied', { ask: 'refused', asks: 0, askDeniedSince: ARRIVAL, refusal: 'no list' }],
    ['unreadable', { ask: 'refused', asks: 0, refusal: 'no list' }],
  ] as const)('the list of executions is %s: nothing is asked', async (kind, learnt) => {
    const w = world({ executions: () => ({ kind, message: 'no list' }) });
    expect(await ask(w)).toMatchObject({ known: learnt, next: { action: 'wait', seconds: 15 } });
    expect(w.asks).toEqual([]);
  });

  test('a younger execution for the same namespace: superseded, nothing is asked', async () => {
    const own = { name: executionName('warehouse', REQUEST_ID), startedAt: at(0) };
    const w = world({ executions: () => ({ kind: 'read', value: [{ name: `${prefix}younger`, startedAt: at(1) }, own] }) });
    expect(await ask(w)).toMatchObject({
      known: { ask: 'refused', asks: 0 },
      next: { action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining(`superseded by ${prefix}younger`) }, watch: false },
    });
    expect(w.asks).toEqual([]);
  });

  test('an older one, and a younger one of another namespace: asked', async () => {
    const others = [{ name: `${executionPrefix('lakehouse')}younger`, startedAt: at(1) }, { name: `${prefix}older`, startedAt: at(-1) }];
    const w = world({ executions: () => ({ kind: 'read', value: others }) });
    await ask(w);
    expect(w.asks).toHaveLength(1);
  });

  test('the list is asked of the waiter, and only as far as needed', async () => {
    const w = world();
    const calls: [string, boolean][] = [];
    const list: typeof w.ports.waiter.list = async (arn, enough) => {
      for (const minute of [0, -1, -2]) { calls.push([arn, enough({ name: executionName('warehouse', REQUEST_ID), startedAt: at(minutes(minute)) })]); }
      return { kind: 'read', value: [] };
    };
    await takeStep({ ...w.ports, waiter: { ...w.ports.waiter, list } }, { step: 'ask', state: state({ known: sending }) });
    expect(calls).toEqual([[WAITER, false], [WAITER, false], [WAITER, true]]);
  });
});

describe('answer', () => {
  const SUCCESS = { action: 'answer', answer: { status: 'SUCCESS', reason: 'done', keyArn: NEW }, watch: false } as const;
  const FAILED = { action: 'answer', answer: { status: 'FAILED', reason: 'still runs' }, watch: true } as const;

  test('SUCCESS: one PUT, then the end', async () => {
    const w = world();
    expect(await answer(w, { next: SUCCESS })).toMatchObject({ known: { answered: true }, next: { action: 'end', note: 'done' } });
    expect(answersOf(w)).toMatchObject([{ Status: 'SUCCESS', Reason: 'done', PhysicalResourceId: 'warehouse', Data: { KmsKeyArn: NEW, Handover: '{}' } }]);
    expect(w.log).toEqual([{ level: 'info', message: 'answered SUCCESS', ...about, status: 'SUCCESS', detail: 'done' }]);
  });

  test('SUCCESS with a handover: it is an attribute of the resource', async () => {
    const w = world();
    await answer(w, { next: { ...SUCCESS, answer: { ...SUCCESS.answer, handover: '{"asks":1}' } } });
    expect(answersOf(w)).toMatchObject([{ Data: { KmsKeyArn: NEW, Handover: '{"asks":1}' } }]);
  });

  test('FAILED at the deadline: the watch begins, and is counted', async () => {
    const w = world();
    expect(await answer(w, { known: asked('accepted', 0, { ran: true }), next: FAILED })).toMatchObject({ known: { answered: true, ran: true }, next: { action: 'wait', seconds: 60 } });
    expect(w.log).toEqual([
      { level: 'info', message: 'answered FAILED', ...about, status: 'FAILED', detail: 'still runs' },
      { level: 'count', metric: 'KeyChangeUnattended', message: 'the key change goes on after its deployment has ended; it is watched', ...about, toKey: NEW },
    ]);
  });

  test('CloudFormation takes none of the tries: counted, and thrown, so that Step Functions tries again', async () => {
    const w = world({ put: () => 503 });
    await expect(answer(w, { next: SUCCESS })).rejects.toThrow('CloudFormation could not be answered: HTTP status 503');
    expect(w.puts).toHaveLength(4);
    expect(w.log).toEqual([{ level: 'count', metric: 'AnswerUndelivered', message: 'CloudFormation could not be answered: HTTP status 503', ...about, status: 'SUCCESS' }]);
  });

  test('the same state gives the same bytes', async () => {
    const w = world();
    await answer(w, { next: SUCCESS });
    await answer(w, { next: SUCCESS });
    expect(w.puts[0]).toEqual(w.puts[1]);
  });

  test('nothing to answer: a fault of the state machine, told as such', async () => {
    await expect(answer(world(), { next: { action: 'wait', seconds: 1 } })).rejects.toThrow('nothing to answer: the next action is wait');
  });
});

/** Runs the steps as the state machine does, through JSON, until it ends. */
async function run(w: World, first: State = state()): Promise<string[]> {
  const trace: string[] = [];
  let now = first;
  for (let steps = 0; steps < 2000; steps += 1) {
    const { action } = now.next;
    trace.push(action === 'answer' ? `answer ${now.next.answer.status}` : action);
    if (now.next.action === 'end') { return trace; }
    if (now.next.action === 'wait') { w.now += seconds(now.next.seconds); }
    now = state(await takeStep(w.ports, { step: now.next.action === 'wait' ? 'look' : now.next.action, state: now }));
  }
  throw new Error('never ended');
}
const brief = (trace: string[]) => trace.filter((action, i) => action !== trace[i - 1]).join(', ');

describe('all steps together', () => {
  /** A namespace whose change begins with the ask and takes so long. */
  function changing(length: number, over: Partial<World> = {}): World {
    let from: number | undefined;
    const w = world({
      namespace: () => {
        if (from === undefined) { return { kind: 'read', value: { status: 'AVAILABLE', keyArn: OLD } }; }
        return { kind: 'read', value: w.now < from + length ? { status: 'MODIFYING', keyArn: OLD } : { status: 'AVAILABLE', keyArn: NEW } };
      },
      outcome: () => {
        from = w.now;
        return s.accepted;
      },
      ...over,
    });
    return w;
  }

  test('a change of fifteen minutes', async () => {
    const w = changing(minutes(15));
    expect(brief(await run(w))).toBe('wait, ask, wait, answer SUCCESS, end');
    expect(w.asks).toHaveLength(1);
    expect(w.keyLooks).toHaveLength(1);
    expect(w.log.map(({ message }) => message)).toEqual([
      'the key has to be changed',
      'asked Amazon Redshift Serverless to change the key: accepted',
      'the key change has begun',
      'answered SUCCESS',
    ]);
  });

  test('a change that is too quick to be seen', async () => {
    const w = changing(0);
    expect(brief(await run(w))).toBe('wait, ask, wait, answer SUCCESS, end');
    expect(w.asks).toHaveLength(1);
  });

  test('a change of ten hours: FAILED after 55 minutes, watched to its end, asked once, answered once', async () => {
    const w = changing(minutes(600));
    expect(brief(await run(w))).toBe('wait, ask, wait, answer FAILED, wait, end');
    expect({ asks: w.asks.length, puts: w.puts.length }).toEqual({ asks: 1, puts: 1 });
    expect(w.log.filter(({ level }) => level === 'count').map(({ metric }) => metric)).toEqual(['KeyChangeStarted', 'KeyChangeUnattended']);
    expect(w.log.at(-1)?.message).toContain(`has ended: namespace warehouse is on ${NEW}`);
    expect(w.now - ARRIVAL).toBeLessThan(minutes(600 * 1.02));
  });

  /** Runs window after window as CloudFormation does, a few seconds apart, until one does not succeed; tells how each of them went. */
  async function runWindows(w: World, windows: number): Promise<string[]> {
    const traces: string[] = [];
    let handover: string | undefined;
    for (let window = 1; window <= windows; window += 1) {
      const given = event({ RequestId: `${window}${REQUEST_ID.slice(1)}` }, { Window: String(window), Windows: String(windows), ...(handover === undefined ? {} : { Handover: handover }) });
      const parsed = parseEvent(given, w.now);
      traces.push(brief(await run(w, parsed.kind === 'wish' ? firstState(parsed.wish, parsed.handover) : s.fail(parsed.kind))));
      const { Status, Data } = answersOf(w).at(-1)!;
      if (Status !== 'SUCCESS') { return traces; }
      handover = (Data as { Handover: string }).Handover;
      w.now += seconds(7);
    }
    return traces;
  }

  test('a change of two and a half hours in four windows: asked once, each window answers, the last confirms what the third has seen', async () => {
    const w = changing(minutes(150));
    const first = 'wait, ask, wait, answer SUCCESS, end';
    const next = 'wait, answer SUCCESS, end';
    expect(await runWindows(w, 4)).toEqual([first, next, next, next]);
    expect(w.asks).toHaveLength(1);
    expect(answersOf(w).map(({ Reason }) => Reason)).toEqual([
      'the key change of namespace warehouse goes on; window 1 of 4 hands over to the next one',
      'the key change of namespace warehouse goes on; window 2 of 4 hands over to the next one',
      `namespace warehouse is on ${NEW}`,
      `namespace warehouse is on ${NEW}`,
    ]);
    expect(w.log.filter(({ level }) => level === 'count').map(({ metric }) => metric)).toEqual(['KeyChangeStarted']);
    expect(w.now - ARRIVAL).toBeLessThan(minutes(150 * 1.02));
  });

  test('a change longer than all windows: the last one fails, and watches it to its end', async () => {
    const w = changing(minutes(150));
    expect(await runWindows(w, 2)).toEqual(['wait, ask, wait, answer SUCCESS, end', 'wait, answer FAILED, wait, end']);
    expect(w.asks).toHaveLength(1);
    expect(answersOf(w)[1].Reason).toContain('still runs after 110 minutes');
    expect(w.log.at(-1)?.message).toBe(`the watch over a key change has ended: namespace warehouse is on ${NEW}`);
  });

  test('on the key already: the first window takes Q, the 52 that follow a few seconds each', async () => {
    const w = world({ namespace: on('AVAILABLE', NEW) });
    expect(new Set(await runWindows(w, 53))).toEqual(new Set(['wait, answer SUCCESS, end']));
    expect(w.now - ARRIVAL).toBeLessThan(minutes(2) + seconds(10) + 53 * seconds(7 + 4));
    expect(w.asks).toEqual([]);
  });

  test('denied throughout: FAILED after five minutes, never asked', async () => {
    const w = world({ namespace: () => ({ kind: 'denied', message: 'AccessDeniedException' }) });
    expect(brief(await run(w))).toBe('wait, answer FAILED, end');
    expect(w.now - ARRIVAL).toBeLessThan(minutes(6));
    expect(w.asks).toEqual([]);
  });

  test('Conflict throughout: FAILED at the end of the window, with what the service said', async () => {
    const w = world({ outcome: () => refused('busy', 'ConflictException: busy') });
    expect(await run(w)).toContain('answer FAILED');
    expect(answersOf(w)[0].Reason).toContain('within 55 minutes: ConflictException: busy; this deployment changed nothing');
    expect(Math.floor((w.now - ARRIVAL) / minutes(1))).toBe(WINDOW_SECONDS / 60);
  });

  test('accepted, and nothing ever happens: FAILED, asked once', async () => {
    const w = world({ namespace: on('AVAILABLE', OLD) });
    expect(brief(await run(w))).toBe('wait, ask, wait, answer FAILED, end');
    expect(w.asks).toHaveLength(1);
  });
});
