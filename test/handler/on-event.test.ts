import {
  ARRIVAL, event, fail, minutes, NEW, PHYSICAL_ID, request, REQUEST_ID, RESPONSE_URL, seconds, STACK_ID, WAITER,
} from './support';
import { responsesOf, world } from './world';
import { FUNCTION_TIMEOUT_SECONDS } from '../../src/contract';
import { onEvent, type FirstDeliveries } from '../../src/handler/on-event';
import { executionName } from '../../src/handler/reconcile/executions';
import { initialState } from '../../src/handler/waiter-state';

const noDeliveries = (): FirstDeliveries => new Map();
const deliveredAtArrival = (): FirstDeliveries => new Map([[REQUEST_ID, ARRIVAL]]);

describe('an event starts the waiter', () => {
  test('and does nothing else', async () => {
    const w = world();
    await onEvent(w.ports, event(), noDeliveries());
    const name = executionName('warehouse', REQUEST_ID);
    expect(w.started).toEqual([{ waiterArn: WAITER, name, input: expect.any(String) }]);
    expect(JSON.parse(w.started[0].input)).toEqual(JSON.parse(JSON.stringify(initialState(request()))));
    expect({ puts: w.puts, updates: w.updates, describedKeys: w.describedKeys })
      .toEqual({ puts: [], updates: [], describedKeys: [] });
    expect(w.log).toEqual([{
      level: 'info',
      message: 'Update: waiter started',
      namespaceName: 'warehouse',
      requestId: REQUEST_ID,
      toKey: NEW,
    }]);
  });

  test('with the progress that the window before has handed over', async () => {
    const w = world();
    const handover = JSON.stringify({
      namespaceName: 'warehouse',
      desiredKey: NEW,
      stackId: STACK_ID,
      at: ARRIVAL,
      confirmed: true,
      update: 'none',
      updatesSent: 0,
      changeStarted: false,
    });
    await onEvent(w.ports, event({}, { Window: '2', Windows: '2', Handover: handover }), noDeliveries());
    expect(JSON.parse(w.started[0].input))
      .toMatchObject({ request: { window: 2, windows: 2 }, progress: { confirmed: true } });
  });

  test('a second delivery bears the same name, so that Step Functions knows it', async () => {
    const [w, firstDeliveries] = [world(), noDeliveries()];
    await onEvent(w.ports, event(), firstDeliveries);
    w.now += minutes(1);
    await onEvent(w.ports, event(), firstDeliveries);
    expect(new Set(w.started.map(({ name }) => name)).size).toBe(1);
    expect(w.puts).toEqual([]);
  });

  test('a Delete as well', async () => {
    const w = world();
    await onEvent(w.ports, event({ RequestType: 'Delete' }), noDeliveries());
    expect(w.started).toHaveLength(1);
    expect(w.puts).toEqual([]);
  });
});

describe('the first delivery of an event', () => {
  test('once the waiter has started, it is forgotten', async () => {
    const [w, firstDeliveries] = [world(), noDeliveries()];
    await onEvent(w.ports, event(), firstDeliveries);
    expect(firstDeliveries.size).toBe(0);
  });

  test('as long as the waiter has not started, it is remembered', async () => {
    const [w, firstDeliveries] = [world({ startExecution: () => fail('no') }), noDeliveries()];
    await onEvent(w.ports, event(), firstDeliveries).catch(() => undefined);
    expect([...firstDeliveries]).toEqual([[REQUEST_ID, ARRIVAL]]);
  });
});

describe('the waiter cannot be started', () => {
  test('three times, then it starts', async () => {
    const w = world({ startExecution: () => { if (w.started.length < 4) { fail('AccessDeniedException'); } } });
    await onEvent(w.ports, event(), noDeliveries());
    expect(w.started).toHaveLength(4);
    expect(w.sleeps).toEqual([1000, 2000, 4000]);
    expect(w.puts).toEqual([]);
  });

  test('throughout: throws, so that Lambda delivers the event again; all pauses fit into one invocation', async () => {
    const w = world({ startExecution: () => fail('no permission yet') });
    await expect(onEvent(w.ports, event(), noDeliveries()))
      .rejects.toThrow('the waiter could not be started: Error: no permission yet');
    expect(w.started).toHaveLength(5);
    expect(w.now - ARRIVAL).toBeLessThan(seconds(FUNCTION_TIMEOUT_SECONDS));
    expect(w.puts).toEqual([]);
    expect(w.log).toMatchObject([
      { level: 'error', message: 'the waiter could not be started', detail: 'Error: no permission yet' },
    ]);
  });

  test('an error that quotes the input: the URL in it is neither logged, nor thrown, nor in a response', async () => {
    const w = world({ startExecution: () => fail(`Invalid input: '${w.started[0].input}'`) });
    const firstDeliveries = deliveredAtArrival();
    await expect(onEvent(w.ports, event(), firstDeliveries))
      .rejects.toThrow(/^the waiter could not be started: (?!.*SECRET)/);
    w.now += minutes(5);
    await onEvent(w.ports, event(), firstDeliveries);
    expect(w.puts).toHaveLength(1);
    expect(JSON.stringify([w.log, w.puts[0].body])).not.toMatch(/SECRET|https:/);
  });

  test('something that is no error is thrown', async () => {
    const w = world({ startExecution: () => { throw RESPONSE_URL as unknown as Error; } });
    await expect(onEvent(w.ports, event(), noDeliveries()))
      .rejects.toThrow('the waiter could not be started: unknown error');
  });

  test('the last of three deliveries responds FAILED, so that the stack does not wait an hour', async () => {
    const [w, firstDeliveries] = [world({ startExecution: () => fail('no') }), noDeliveries()];
    await expect(onEvent(w.ports, event(), firstDeliveries)).rejects.toThrow();
    w.now += minutes(1);
    await expect(onEvent(w.ports, event(), firstDeliveries)).rejects.toThrow();
    w.now += minutes(2);
    await onEvent(w.ports, event(), firstDeliveries);
    expect(responsesOf(w)).toMatchObject([{
      Status: 'FAILED',
      Reason: 'the waiter could not be started: Error: no; it may have started all the same, so read the status and '
        + 'key of the namespace, wait until it is AVAILABLE, and deploy again (in a rollback: run aws cloudformation '
        + 'continue-update-rollback)',
      PhysicalResourceId: PHYSICAL_ID,
    }]);
  });

  test.each([[149_999, 0], [150_000, 1]])('%i ms after the first delivery: %i responses', async (after, responses) => {
    const w = world({ startExecution: () => fail('no') });
    w.now = ARRIVAL + after - seconds(15); // the pauses between the tries
    await onEvent(w.ports, event(), deliveredAtArrival()).catch(() => undefined);
    expect(w.puts).toHaveLength(responses);
  });

  test('each request counts its own deliveries', async () => {
    const w = world({ startExecution: () => fail('no') });
    const firstDeliveries = new Map([['another', ARRIVAL - minutes(10)]]);
    await expect(onEvent(w.ports, event(), firstDeliveries)).rejects.toThrow();
  });

  test('a Delete is never held up: SUCCESS', async () => {
    const w = world({ startExecution: () => fail('no') });
    await onEvent(w.ports, event({ RequestType: 'Delete', PhysicalResourceId: 'invented' }), noDeliveries());
    expect(responsesOf(w)).toMatchObject([{
      Status: 'SUCCESS',
      PhysicalResourceId: 'invented',
      Reason: expect.stringContaining('touches neither the namespace nor a key'),
    }]);
  });
});

describe('an event that is not understood', () => {
  test('a Delete is never held up: SUCCESS', async () => {
    const w = world();
    await onEvent(w.ports, event({ RequestType: 'Delete', ResourceProperties: {} }), noDeliveries());
    expect(w.started).toEqual([]);
    expect(responsesOf(w)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: PHYSICAL_ID }]);
  });

  test('FAILED at once, and nothing is started', async () => {
    const w = world();
    await onEvent(w.ports, event({}, { Window: 'x' }), noDeliveries());
    expect(w.started).toEqual([]);
    const reason = new RegExp(
      '^this is not a request that this function understands: ResourceProperties: Window: expected .*; '
      + 'nothing was changed$',
    );
    expect(responsesOf(w)).toMatchObject([{ Status: 'FAILED', Reason: expect.stringMatching(reason) }]);
  });

  test('nowhere to respond: logged, and not thrown, or Lambda would deliver it again', async () => {
    const w = world();
    await onEvent(w.ports, { RequestType: 'Create' }, noDeliveries());
    expect(w.log).toMatchObject([{
      level: 'error',
      message: 'an event was dropped: it does not say where to respond',
      detail: expect.stringContaining('RequestId'),
    }]);
    expect(w.puts).toEqual([]);
  });

  test('a response that cannot be delivered is counted, and not thrown', async () => {
    const w = world({ put: () => 500 });
    await onEvent(w.ports, event({ ResourceProperties: {} }), noDeliveries());
    expect(w.log).toEqual([{
      level: 'metrics',
      metrics: { ResponseUndelivered: 1 },
      message: 'the response to CloudFormation could not be delivered: HTTP status 500',
      requestId: REQUEST_ID,
      status: 'FAILED',
    }]);
  });
});
