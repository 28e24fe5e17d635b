import {
  ALIAS, ARRIVAL, at, fail, hours, minutes, NEW, OLD, outcomeUnknown, PHYSICAL_ID, progress, refused, request,
  REQUEST_ID, stackResources, unusable, updated, WAITER, waiterState,
} from './support';
import { responsesOf, world, type World } from './world';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';
import { onStep } from '../../src/handler/on-step';
import { executionName, executionPrefix } from '../../src/handler/reconcile/executions';
import { APART_MS } from '../../src/handler/reconcile/timing';
import type { WaiterState } from '../../src/handler/waiter-state';

const sending = progress({ update: 'sending', updatesSent: 1, keyArn: NEW });
const running = updated('accepted', 0, { changeStarted: true });

const observe = (w: World, from: Partial<WaiterState> = {}) =>
  onStep(w.ports, { step: 'observe', state: waiterState(from) });
const update = (w: World, from: Partial<WaiterState> = {}) =>
  onStep(w.ports, { step: 'update', state: waiterState({ progress: sending, next: { action: 'update' }, ...from }) });
const respond = (w: World, from: Partial<WaiterState>) =>
  onStep(w.ports, { step: 'respond', state: waiterState(from) });

const inNamespace = (status: string, keyArn?: string): World['namespace'] =>
  () => ({ kind: 'read', value: { status, keyArn } });
const context = { namespaceName: 'warehouse', requestId: REQUEST_ID, window: '1 of 1' };
const prefix = executionPrefix('warehouse');
const between = (least: number, most: number) =>
  ({ asymmetricMatch: (value: number) => Number.isInteger(value) && value >= least && value <= most });

describe('observe', () => {
  test('on the old key, the new one usable: update next, and log both keys', async () => {
    const w = world();
    expect(await observe(w)).toMatchObject({
      request: waiterState().request, progress: { update: 'sending', keyArn: NEW }, next: { action: 'update' },
    });
    expect(w.log).toMatchObject([
      { level: 'info', message: 'the key has to be changed', ...context, fromKey: OLD, toKey: NEW },
    ]);
    expect(w.updates).toEqual([]);
  });

  test('on the AWS-owned key, observed twice: the log names it', async () => {
    const given = request({ createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false });
    const value = stackResources(1, given.responseTarget.physicalResourceId);
    const w = world({ namespace: inNamespace('AVAILABLE'), resources: () => ({ kind: 'read', value }) });
    await observe(w, { request: given, progress: progress({ keylessSince: -APART_MS }) });
    expect(w.log).toMatchObject([{ fromKey: AWS_OWNED_KMS_KEY, toKey: NEW }]);
  });

  test('requested by alias: the log says which key it names', async () => {
    const w = world();
    await observe(w, { request: request({ desiredKey: ALIAS }) });
    expect(w.describedKeys).toEqual([ALIAS]);
    expect(w.log).toMatchObject([{ fromKey: OLD, toKey: NEW }]);
  });

  test('the key is unusable: FAILED, nothing touched', async () => {
    const w = world({ key: () => ({ kind: 'read', value: unusable() }) });
    const response = { status: 'FAILED', reason: `key ${NEW} is disabled; namespace warehouse was not touched` };
    expect(await observe(w)).toMatchObject({ next: { action: 'respond', response } });
  });

  test('MODIFYING after our update: counted as started, once', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    const first = await observe(w, { progress: updated('accepted', 0) });
    await observe(w, first);
    expect(w.log).toMatchObject([{
      level: 'metrics', metrics: { KeyChangeStarted: 1 }, message: 'the key change has started', ...context, toKey: NEW,
    }]);
  });

  test('Lambda throttled the call for an update: a pause, and the update does not count', async () => {
    const w = world();
    const updateThrottled = { Error: 'Lambda.TooManyRequestsException' };
    expect(await observe(w, { progress: sending, next: { action: 'update' }, updateThrottled })).toEqual({
      request: waiterState().request,
      progress: { ...waiterState({ progress: sending }).progress, update: 'refused', updatesSent: 0 },
      next: { action: 'wait', seconds: between(12, 15) },
    });
    expect(w.describedKeys).toEqual([]);
  });

  test('the state machine does not know the outcome of the update: no second update', async () => {
    const w = world();
    const updateOutcomeUnknown = { Error: 'Lambda.Unknown' };
    const after = await observe(w, { progress: sending, next: { action: 'update' }, updateOutcomeUnknown });
    expect(after).toMatchObject({
      progress: { update: 'unknown', updatesSent: 1, updateSentAt: ARRIVAL }, next: { action: 'wait' },
    });
    expect(after).not.toHaveProperty('updateOutcomeUnknown');
  });

  test('a Delete observes nothing: SUCCESS', async () => {
    const w = world({ namespace: () => fail('observed') });
    expect(await observe(w, { request: request({ type: 'Delete' }) }))
      .toMatchObject({ next: { action: 'respond', response: { status: 'SUCCESS' }, watch: false } });
  });

  test('the watch after the response ends: logged for the operator', async () => {
    const w = world({ namespace: inNamespace('AVAILABLE', NEW) });
    w.now = at(minutes(90));
    const watching = { changeStarted: true, responded: true, onDesiredKeySince: minutes(89) };
    const { next } = await observe(w, { progress: updated('accepted', 0, watching) });
    expect(next.action).toBe('fail');
    const message = `the watch over a key change has ended: namespace warehouse is on ${NEW}`;
    const metrics = { KeyChangeUnattendedEnded: 1 };
    expect(w.log).toMatchObject([{ level: 'metrics', metrics, message, ...context, toKey: NEW }]);
  });

  test('the watch ends with its time, and not with the change: an error for the operator', async () => {
    const w = world({ namespace: inNamespace('MODIFYING', OLD) });
    w.now = at(hours(48));
    await observe(w, { progress: updated('accepted', 0, { changeStarted: true, responded: true }) });
    expect(w.log).toMatchObject([{ level: 'error', message: expect.stringContaining('has not ended') }]);
  });
});

describe('update', () => {
  test('one UpdateNamespace with the key ARN, even if the key was requested by alias', async () => {
    const w = world();
    expect(await update(w, { request: request({ desiredKey: ALIAS }) })).toMatchObject({
      progress: { update: 'accepted', updatesSent: 1, updateSentAt: ARRIVAL },
      next: { action: 'wait', seconds: between(10, 12) },
    });
    expect(w.updates).toEqual([{ namespaceName: 'warehouse', keyArn: NEW }]);
    const message = 'UpdateNamespace: accepted';
    expect(w.log).toMatchObject([{ level: 'info', message, ...context, toKey: NEW, detail: undefined }]);
  });

  test.each([
    {
      outcome: refused('busy', 'ConflictException: busy'),
      want: { progress: { update: 'refused', updatesSent: 0 }, next: { action: 'wait', seconds: between(12, 15) } },
      detail: 'ConflictException: busy',
    },
    {
      outcome: outcomeUnknown,
      want: { progress: { update: 'unknown', updatesSent: 1 }, next: { action: 'wait', seconds: between(10, 12) } },
      detail: 'TimeoutError: gone',
    },
  ])('$outcome.kind: logged with what the service said', async ({ outcome, want, detail }) => {
    const w = world({ updateOutcome: () => outcome });
    expect(await update(w)).toMatchObject(want);
    expect(w.log).toMatchObject([{ message: `UpdateNamespace: ${outcome.kind}`, detail }]);
  });

  test.each([
    ['denied', { update: 'refused', updatesSent: 0, updateDeniedSince: ARRIVAL, refusal: 'no list' }],
    ['unreadable', { update: 'refused', updatesSent: 0, refusal: 'no list' }],
  ] as const)('the list of executions is %s: no update is sent', async (kind, want) => {
    const w = world({ executions: () => ({ kind, message: 'no list' }) });
    expect(await update(w)).toMatchObject({ progress: want, next: { action: 'wait', seconds: between(12, 15) } });
    expect(w.updates).toEqual([]);
  });

  test('a newer execution for the same namespace: superseded, no update is sent', async () => {
    const newer = { name: `${prefix}newer`, startedAt: at(1) };
    const own = { name: executionName('warehouse', REQUEST_ID), startedAt: at(0) };
    const w = world({ executions: () => ({ kind: 'read', value: [newer, own] }) });
    const response = { status: 'FAILED', reason: expect.stringContaining(`superseded by ${newer.name}`) };
    expect(await update(w)).toMatchObject({
      progress: { update: 'refused', updatesSent: 0 }, next: { action: 'respond', response, watch: false },
    });
    expect(w.updates).toEqual([]);
  });

  test('an older one, and a newer one of another namespace: the update is sent', async () => {
    const others = [
      { name: `${executionPrefix('lakehouse')}newer`, startedAt: at(1) },
      { name: `${prefix}older`, startedAt: at(-1) },
    ];
    const w = world({ executions: () => ({ kind: 'read', value: others }) });
    await update(w);
    expect(w.updates).toHaveLength(1);
  });

  test('executions of the waiter are listed, and only as far as needed', async () => {
    const calls: [string, boolean][] = [];
    const name = executionName('warehouse', REQUEST_ID);
    const { ports } = world();
    const listExecutions: typeof ports.waiter.listExecutions = async (arn, enough) => {
      calls.push(...[0, -1, -2].map((n): [string, boolean] => [arn, enough({ name, startedAt: at(minutes(n)) })]));
      return { kind: 'read', value: [] };
    };
    const waiter = { ...ports.waiter, listExecutions };
    await onStep({ ...ports, waiter }, { step: 'update', state: waiterState({ progress: sending }) });
    expect(calls).toEqual([[WAITER, false], [WAITER, false], [WAITER, true]]);
  });
});

describe('what fails after an update names the command that CloudFormation takes', () => {
  const denials = { ...sending, updateDeniedSince: at(-minutes(6)) };
  test.each([
    ['forward', 'Then deploy again'],
    ['rolling-back', 'Then run aws cloudformation continue-update-rollback'],
    ['unreadable', 'Then deploy again (in a rollback: run aws cloudformation continue-update-rollback)'],
  ] as const)('%s', async (stack, remedy) => {
    const w = world({ updateOutcome: () => refused('denied'), stack: () => stack });
    const reason = expect.stringMatching(new RegExp(`${remedy.replace(/[()]/g, '\\$&')}$`));
    expect(await update(w, { progress: denials })).toMatchObject({ next: { response: { status: 'FAILED', reason } } });
  });
  test('the stack is not described for anything else', async () => {
    const w = world({ updateOutcome: () => refused('busy'), stack: () => fail('described') });
    await update(w);
  });
});

describe('respond', () => {
  const done = { status: 'SUCCESS', reason: 'done', keyArn: NEW } as const;
  const success = { action: 'respond', response: done, watch: false } as const;
  const failure = { action: 'respond', response: { status: 'FAILED', reason: 'still runs' }, watch: true } as const;

  test('SUCCESS: one PUT, then the end', async () => {
    const w = world();
    expect(await respond(w, { next: success }))
      .toMatchObject({ progress: { responded: true }, next: { action: 'end', note: 'done' } });
    const data = { KmsKeyArn: NEW, Handover: '{}' };
    expect(responsesOf(w))
      .toMatchObject([{ Status: 'SUCCESS', Reason: 'done', PhysicalResourceId: PHYSICAL_ID, Data: data }]);
    expect(w.log).toMatchObject([
      { level: 'info', message: 'responded SUCCESS', ...context, status: 'SUCCESS', detail: 'done' },
    ]);
  });

  test('SUCCESS of an update that adds an id: the resource gets its identity', async () => {
    const w = world();
    const physicalResourceId = `${PHYSICAL_ID}|namespaceId=abc-1`;
    await respond(w, { next: { ...success, response: { ...done, physicalResourceId } } });
    expect(responsesOf(w)).toMatchObject([{ PhysicalResourceId: physicalResourceId }]);
  });

  test('SUCCESS with a handover: it is an attribute of the resource', async () => {
    const w = world();
    await respond(w, { next: { ...success, response: { ...done, handover: '{"updatesSent":1}' } } });
    expect(responsesOf(w)).toMatchObject([{ Data: { KmsKeyArn: NEW, Handover: '{"updatesSent":1}' } }]);
  });

  test('FAILED at the end of the window: the watch begins, and is counted', async () => {
    const w = world();
    expect(await respond(w, { progress: running, next: failure }))
      .toMatchObject({
        progress: { responded: true, changeStarted: true },
        next: { action: 'wait', seconds: between(48, 60) },
      });
    expect(w.log).toMatchObject([
      {
        level: 'metrics',
        metrics: { KeyChangeFailed: 1 },
        message: 'responded FAILED',
        ...context,
        status: 'FAILED',
        detail: 'still runs',
      },
      {
        level: 'metrics',
        metrics: { KeyChangeUnattended: 1 },
        message: 'the key change goes on after its deployment has ended; it is watched',
        ...context,
        toKey: NEW,
      },
    ]);
  });

  test('CloudFormation takes none of the tries: counted, and thrown, so that Step Functions tries again', async () => {
    const w = world({ put: () => 503 });
    const message = 'the response to CloudFormation could not be delivered: HTTP status 503';
    await expect(respond(w, { next: success })).rejects.toThrow(message);
    expect(w.puts).toHaveLength(4);
    expect(w.log).toMatchObject([
      { level: 'metrics', metrics: { ResponseUndelivered: 1 }, message, ...context, status: 'SUCCESS' },
    ]);
  });

  test('the same state gives the same bytes', async () => {
    const w = world();
    await respond(w, { next: success });
    await respond(w, { next: success });
    expect(w.puts[0]).toEqual(w.puts[1]);
  });

  test('no response to submit: a fault of the state machine, reported as such', async () => {
    await expect(respond(world(), { next: { action: 'wait', seconds: 1 } }))
      .rejects.toThrow('there is no response to submit: the next action is wait');
  });
});
