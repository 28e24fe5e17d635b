import { answersOf, ARRIVAL, event, fail, minutes, NEW, REQUEST_ID, RESPONSE_URL, seconds, STACK_ID, WAITER, wish, world } from './support';
import { FUNCTION_TIMEOUT_SECONDS } from '../../src/key-change/contract';
import { firstState } from '../../src/key-change/event';
import { executionName } from '../../src/key-change/executions';
import { receive, type FirstSeen } from '../../src/key-change/receive';

describe('receiving an event', () => {
  const seen = (): FirstSeen => new Map();

  test('starts the waiter, and does nothing else', async () => {
    const w = world();
    await receive(w.ports, event(), seen());
    expect(w.started).toEqual([{ waiterArn: WAITER, name: executionName('warehouse', REQUEST_ID), input: JSON.stringify(firstState(wish())) }]);
    expect({ puts: w.puts, asks: w.asks, keyLooks: w.keyLooks }).toEqual({ puts: [], asks: [], keyLooks: [] });
    expect(w.log).toEqual([{ level: 'info', message: 'Update: the waiter has the wish', namespaceName: 'warehouse', requestId: REQUEST_ID, toKey: NEW }]);
  });

  test('hands on what the window before has handed over', async () => {
    const w = world();
    const handover = JSON.stringify({ namespaceName: 'warehouse', key: NEW, stackId: STACK_ID, at: ARRIVAL, confirmed: true, ask: 'none', asks: 0, ran: false });
    await receive(w.ports, event({}, { Window: '2', Windows: '2', Handover: handover }), seen());
    expect(JSON.parse(w.started[0].input)).toMatchObject({ wish: { window: 2, windows: 2 }, known: { confirmed: true } });
  });

  test('once the waiter has started, its event is forgotten', async () => {
    const [w, firstSeen] = [world(), seen()];
    await receive(w.ports, event(), firstSeen);
    expect(firstSeen.size).toBe(0);
  });

  test('as long as the waiter has not started, its event is remembered', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), seen()];
    await receive(w.ports, event(), firstSeen).catch(() => undefined);
    expect([...firstSeen]).toEqual([[REQUEST_ID, ARRIVAL]]);
  });

  test('a second delivery bears the same name, so that Step Functions knows it', async () => {
    const [w, firstSeen] = [world(), seen()];
    await receive(w.ports, event(), firstSeen);
    w.now += minutes(1);
    await receive(w.ports, event(), firstSeen);
    expect(new Set(w.started.map(({ name }) => name)).size).toBe(1);
    expect(w.puts).toEqual([]);
  });

  test('starting fails three times, then succeeds', async () => {
    const w = world({ start: () => { if (w.started.length < 4) { fail('AccessDeniedException'); } } });
    await receive(w.ports, event(), seen());
    expect(w.started).toHaveLength(4);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
    expect(w.puts).toEqual([]);
  });

  test('starting fails throughout: throws, so that Lambda delivers the event again; all pauses fit into one invocation', async () => {
    const w = world({ start: () => fail('no permission yet') });
    await expect(receive(w.ports, event(), seen())).rejects.toThrow('the waiter could not be started: Error: no permission yet');
    expect(w.started).toHaveLength(5);
    expect(w.now - ARRIVAL).toBeLessThan(seconds(FUNCTION_TIMEOUT_SECONDS));
    expect(w.puts).toEqual([]);
    expect(w.log).toMatchObject([{ level: 'error', message: 'the waiter could not be started', detail: 'Error: no permission yet' }]);
  });

  test('Step Functions quotes the input in its error: the URL in it is neither logged, nor thrown, nor answered', async () => {
    const [w, firstSeen] = [world({ start: () => fail(`Invalid input: '${w.started[0].input}'`) }), new Map([[REQUEST_ID, ARRIVAL]])];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow(/^the waiter could not be started: (?!.*SECRET)/);
    w.now += minutes(5);
    await receive(w.ports, event(), firstSeen);
    expect(w.puts).toHaveLength(1);
    expect(JSON.stringify([w.log, w.puts[0].body])).not.toMatch(/SECRET|https:/);
  });

  test('something that is no error is thrown by the start', async () => {
    const w = world({ start: () => { throw RESPONSE_URL as unknown as Error; } });
    await expect(receive(w.ports, event(), seen())).rejects.toThrow('the waiter could not be started: unknown error');
  });

  test('the last of three deliveries answers FAILED, so that nobody waits an hour', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), seen()];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
    w.now += minutes(1);
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
    w.now += minutes(2);
    await receive(w.ports, event(), firstSeen);
    expect(answersOf(w)).toMatchObject([{ Status: 'FAILED', Reason: 'the waiter could not be started: Error: no; nothing was changed, deploy again', PhysicalResourceId: 'warehouse' }]);
  });

  test.each([[149_999, 0], [150_000, 1]])('%i ms after the first delivery: %i answers', async (after, answers) => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), new Map([[REQUEST_ID, ARRIVAL]])];
    w.now = ARRIVAL + after - seconds(15); // the pauses between the tries
    await receive(w.ports, event(), firstSeen).catch(() => undefined);
    expect(w.puts).toHaveLength(answers);
  });

  test('another request fails for itself', async () => {
    const [w, firstSeen] = [world({ start: () => fail('no') }), new Map([['another', ARRIVAL - minutes(10)]])];
    await expect(receive(w.ports, event(), firstSeen)).rejects.toThrow();
  });

  test('a Delete waits for its turn like the others', async () => {
    const w = world();
    await receive(w.ports, event({ RequestType: 'Delete' }), seen());
    expect(w.started).toHaveLength(1);
    expect(w.puts).toEqual([]);
  });

  test('a Delete is never held up: SUCCESS, though the waiter cannot be started', async () => {
    const w = world({ start: () => fail('no') });
    await receive(w.ports, event({ RequestType: 'Delete', PhysicalResourceId: 'invented' }), seen());
    expect(answersOf(w)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'invented', Reason: expect.stringContaining('touches neither the namespace nor a key') }]);
  });

  test('a Delete is never held up: SUCCESS, though its properties are not understood', async () => {
    const w = world();
    await receive(w.ports, event({ RequestType: 'Delete', ResourceProperties: {} }), seen());
    expect(w.started).toEqual([]);
    expect(answersOf(w)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'warehouse' }]);
  });

  test('not understood: FAILED at once, and nothing is started', async () => {
    const w = world();
    await receive(w.ports, event({}, { Window: 'x' }), seen());
    expect(w.started).toEqual([]);
    expect(answersOf(w)).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(/^this is not a request that this function understands: ResourceProperties: Window: expected .*; nothing was changed$/) }]);
  });

  test('nobody to answer: logged, and not thrown, or Lambda would deliver it again', async () => {
    const w = world();
    await receive(w.ports, { RequestType: 'Create' }, seen());
    expect(w.log).toMatchObject([{ level: 'error', message: 'an event was dropped: it names nobody to answer', detail: expect.stringContaining('RequestId') }]);
    expect(w.puts).toEqual([]);
  });

  test('an answer that cannot be delivered is counted, and not thrown', async () => {
    const w = world({ put: () => 500 });
    await receive(w.ports, event({ ResourceProperties: {} }), seen());
    expect(w.log).toEqual([{ level: 'count', metric: 'AnswerUndelivered', message: 'CloudFormation could not be answered: HTTP status 500', requestId: REQUEST_ID, status: 'FAILED' }]);
  });
});
