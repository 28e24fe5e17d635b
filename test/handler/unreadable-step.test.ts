import { fail, PHYSICAL_ID, REQUEST_ID, RESPONSE_URL, waiterState } from './support';
import { responsesOf, world } from './world';
import { onUnreadableStep } from '../../src/handler/unreadable-step';

const ISSUES = 'state.progress.update: expected ("none" | "sending")';
const REASON = `the waiter's state cannot be read by this version of the function: ${ISSUES}; read the status and `
  + 'key of the namespace, wait until it is AVAILABLE, and deploy again (in a rollback: run aws cloudformation '
  + 'continue-update-rollback)';
const { request } = waiterState();
/** A state of another version, as far as it can be read. */
const step = (progress?: unknown): unknown => ({ step: 'observe', state: { request, progress } });

describe('a step whose state cannot be read', () => {
  test.each<[string, unknown]>([
    ['of another version', { phase: 'watching' }],
    ['that has not responded', { responded: false }],
    ['gone', undefined],
    ['no object', 'responded'],
    ['one whose response cannot be read', { responded: 'yes' }],
  ])('and whose progress is %s: FAILED at once, and the waiter ends', async (_name, progress) => {
    const w = world();
    expect(await onUnreadableStep(w.ports, step(progress), ISSUES)).toEqual({ next: { action: 'fail', note: REASON } });
    expect(responsesOf(w)).toMatchObject([{ Status: 'FAILED', Reason: REASON, PhysicalResourceId: PHYSICAL_ID }]);
    expect(w.puts[0].url).toBe(RESPONSE_URL);
    const message = 'the waiter ends: its state cannot be read';
    const line = { namespaceName: 'warehouse', requestId: REQUEST_ID, detail: ISSUES };
    expect(w.log).toMatchObject([
      { level: 'error', message, ...line },
      { level: 'metrics', metrics: { KeyChangeFailed: 1 }, failureKind: 'refused', ...line },
      { level: 'metrics', metrics: { KeyChangeUnattended: 1 }, ...line },
    ]);
  });

  test.each(['none', 'refused'])('and whose last update is %s: no change runs unattended', async (update) => {
    const w = world();
    await onUnreadableStep(w.ports, step({ update, updatesSent: 'none' }), ISSUES);
    expect(w.log).toMatchObject([{ level: 'error' }, { metrics: { KeyChangeFailed: 1 } }]);
  });

  test('and which has responded: no second response, and the waiter ends', async () => {
    const w = world();
    const after = await onUnreadableStep(w.ports, step({ responded: true }), ISSUES);
    expect(after).toEqual({ next: { action: 'fail', note: REASON } });
    expect(w.puts).toEqual([]);
    expect(w.log).toMatchObject([{ level: 'error' }]);
  });

  test('neither an event nor a service is read', async () => {
    const fails = (): never => fail('observed');
    const w = world({ namespace: fails, key: fails, resources: fails, stack: fails });
    await onUnreadableStep(w.ports, step(), ISSUES);
    expect([w.updates, w.started]).toEqual([[], []]);
  });

  test('and whose response is taken at the second try', async () => {
    const w = world({ put: (n) => (n === 1 ? 503 : 200) });
    await onUnreadableStep(w.ports, step(), ISSUES);
    expect(w.puts).toHaveLength(2);
  });

  test('and whose response is never taken: thrown, so that Step Functions tries again', async () => {
    const w = world({ put: () => 503 });
    await expect(onUnreadableStep(w.ports, step(), ISSUES))
      .rejects.toThrow('the response to CloudFormation could not be delivered: HTTP status 503');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no state', { step: 'observe' }],
    ['no request', { step: 'observe', state: {} }],
    ['a URL elsewhere', { step: 'observe', state: { request: { url: RESPONSE_URL } } }],
    ['a target without its URL', { state: { request: { responseTarget: { requestId: REQUEST_ID } } } }],
  ])('and which does not say where to respond, %s: thrown, and nothing of it is quoted', async (_name, given) => {
    const w = world();
    const error: unknown = await onUnreadableStep(w.ports, given, ISSUES).catch((caught: unknown) => caught);
    expect(error).toEqual(new Error(`this is not a step that this function understands: ${ISSUES}`));
    expect([w.puts, w.log]).toEqual([[], []]);
  });
});
