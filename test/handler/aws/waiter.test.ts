import { SFNClient } from '@aws-sdk/client-sfn';
import { awsError, type Reply } from './loopback';
import { useService } from './service';
import { stepFunctionsWaiter } from '../../../src/handler/aws/waiter';
import { WAITER } from '../support';

const service = useService();
const waiter = () =>
  stepFunctionsWaiter(new SFNClient(service.clientConfig(1)), new SFNClient(service.clientConfig(2)));

describe('StartExecution', () => {
  test('name, input and state machine', async () => {
    service.replyWith({ status: 200, body: { executionArn: 'arn', startDate: 1 } });
    await waiter().startExecution(WAITER, 'name', '{"a":1}');
    expect(service.bodies()).toEqual([{ stateMachineArn: WAITER, name: 'name', input: '{"a":1}' }]);
  });

  test('one of that name exists already: a success', async () => {
    service.replyWith(awsError(400, 'ExecutionAlreadyExists', 'Execution Already Exists'));
    await expect(waiter().startExecution(WAITER, 'name', '{}')).resolves.toBeUndefined();
  });

  const gone = 'State Machine Does Not Exist';
  test.each([
    ['denied', awsError(400, 'AccessDeniedException', 'no'), 'no'],
    ['no such state machine', awsError(400, 'StateMachineDoesNotExist', gone), gone],
  ])('%s: thrown', async (_name, reply, message) => {
    service.replyWith(reply);
    await expect(waiter().startExecution(WAITER, 'name', '{}')).rejects.toThrow(message);
  });

  test('what is no error is thrown on', async () => {
    const odd = { send: async () => { throw 'odd' as unknown as Error; } } as unknown as SFNClient;
    await expect(stepFunctionsWaiter(odd, odd).startExecution(WAITER, 'name', '{}')).rejects.toBe('odd');
  });

  test('the starter starts and the lister lists: each has retries of its own', async () => {
    service.replyWith(awsError(500, 'InternalServerException', 'oops'));
    await expect(waiter().startExecution(WAITER, 'name', '{}')).rejects.toThrow('oops');
    expect(service.operations()).toEqual(['StartExecution']);
    await waiter().listExecutions(WAITER, () => false);
    expect(service.operations()).toEqual(['StartExecution', 'ListExecutions', 'ListExecutions']);
  });
});

describe('ListExecutions', () => {
  const run = (name: string, startDate: number | undefined) =>
    ({ executionArn: 'arn', stateMachineArn: WAITER, name, startDate, status: 'RUNNING' });
  const pages = (...all: object[][]) => (request: { body: string }): Reply => {
    const page = Number(JSON.parse(request.body).nextToken ?? 0);
    const nextToken = page + 1 < all.length ? String(page + 1) : undefined;
    return { status: 200, body: { executions: all[page], nextToken } };
  };
  const listAll = () => waiter().listExecutions(WAITER, () => false);

  test('every page, if nothing is enough; times in milliseconds', async () => {
    service.replyWith(pages([run('c', 3), run('b', 2.5)], [], [run('a', 1)]));
    expect(await listAll()).toEqual({
      kind: 'read',
      value: [{ name: 'c', startedAt: 3000 }, { name: 'b', startedAt: 2500 }, { name: 'a', startedAt: 1000 }],
    });
    expect(service.bodies()).toEqual([
      { stateMachineArn: WAITER, maxResults: 100 },
      expect.objectContaining({ nextToken: '1' }),
      expect.objectContaining({ nextToken: '2' }),
    ]);
  });

  test('any status: a newer request that has been granted counts too', async () => {
    await listAll();
    expect(service.bodies()[0]).not.toHaveProperty('statusFilter');
  });

  test('no further page than needed', async () => {
    service.replyWith(pages([run('c', 3)], [run('b', 2)], [run('a', 1)]));
    expect(await waiter().listExecutions(WAITER, ({ name }) => name === 'b'))
      .toMatchObject({ value: [{ name: 'c' }, { name: 'b' }] });
    expect(service.arrived()).toHaveLength(2);
  });

  test('an entry without a start is left out', async () => {
    service.replyWith(pages([run('b', undefined), run('a', 1)]));
    expect(await listAll()).toEqual({ kind: 'read', value: [{ name: 'a', startedAt: 1000 }] });
  });

  test('no list at all is an empty one', async () => expect(await listAll()).toEqual({ kind: 'read', value: [] }));

  test.each<{ name: string; reply: Reply; want: object }>([
    {
      name: 'denied',
      reply: awsError(400, 'AccessDeniedException', 'no'),
      want: { kind: 'denied', message: 'AccessDeniedException: no' },
    },
    {
      name: 'no such state machine',
      reply: awsError(400, 'StateMachineDoesNotExist', 'gone'),
      want: { kind: 'unreadable' },
    },
    {
      name: 'throttled',
      reply: awsError(400, 'ThrottlingException', 'Rate exceeded'),
      want: { kind: 'unreadable' },
    },
    { name: 'an internal error', reply: { status: 500, body: '' }, want: { kind: 'unreadable' } },
  ])('$name', async ({ reply, want }) => {
    service.replyWith(reply);
    expect(await listAll()).toMatchObject(want);
  });

  test('the second page fails: half a list is none', async () => {
    const both = pages([run('b', 2)], [run('a', 1)]);
    const isDenied = awsError(400, 'AccessDeniedException', 'no');
    service.replyWith((request) => (service.arrived().length === 1 ? both(request) : isDenied));
    expect(await listAll()).toMatchObject({ kind: 'denied' });
  });
});
