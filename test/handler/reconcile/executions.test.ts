import {
  executionName, executionPrefix, listedEnough, newerThan, type Execution,
} from '../../../src/handler/reconcile/executions';
import { at, minutes, REQUEST_ID } from '../support';

describe('names of executions', () => {
  const longest = 'a'.repeat(64);

  test.each([
    ['an id of CloudFormation', REQUEST_ID],
    ['an id that is too long', 'x'.repeat(500)],
    ['an id with characters that Step Functions refuses', 'Anfrage/Nr. 1 <ä>'],
    ['an empty id', ''],
  ])('%s: at most 80 characters, all of them allowed', (_name, requestId) => {
    expect(executionName(longest, requestId)).toMatch(/^[A-Za-z0-9-]{41,80}$/);
  });

  test('the request id stays readable', () => {
    expect(executionName('warehouse', REQUEST_ID)).toMatch(new RegExp(`-${REQUEST_ID}$`));
  });
  test('and when its event was sent, in seconds', () => {
    const name = executionName('warehouse', REQUEST_ID, Date.UTC(2026, 0, 1, 12));
    expect(name).toMatch(new RegExp(`^[0-9a-f]{32}-0t86pc0-${REQUEST_ID}$`));
    expect(executionName('warehouse', REQUEST_ID)).toContain('-0000000-');
  });
  test('the same name on redelivery', () => {
    expect(executionName('warehouse', 'odd id')).toBe(executionName('warehouse', 'odd id'));
  });
  test('another request, another name', () => {
    expect(executionName('warehouse', 'x'.repeat(100))).not.toBe(executionName('warehouse', 'x'.repeat(101)));
    expect(executionName('warehouse', 'a-1')).not.toBe(executionName('warehouse', 'a-2'));
  });

  test.each([
    ['warehouse', 'warehouse-2'],
    ['warehouse', 'warehous'],
    ['a-b', 'a'],
  ])('%s and %s share no prefix', (a, b) => {
    expect(executionName(a, REQUEST_ID).startsWith(executionPrefix(b))).toBe(false);
    expect(executionName(b, REQUEST_ID).startsWith(executionPrefix(a))).toBe(false);
  });
});

describe('which request is newer', () => {
  const prefix = executionPrefix('warehouse');
  const own = `${prefix}m`;
  const run = (id: string, startedAt: number): Execution => ({ name: prefix + id, startedAt });
  const ofAnotherNamespace: Execution = { name: `${executionPrefix('warehouse-2')}z`, startedAt: 11 };

  test.each<{ name: string; executions: Execution[]; want?: string }>([
    { name: 'no other execution', executions: [run('m', 10)] },
    { name: 'an older one', executions: [run('m', 10), run('a', 9)] },
    {
      name: 'a newer one, whether it still runs or has ended: the list does not say',
      executions: [run('z', 11), run('m', 10)],
      want: 'z',
    },
    {
      name: 'two newer ones: the newest is named',
      executions: [run('y', 12), run('z', 11), run('m', 10)],
      want: 'y',
    },
    {
      name: 'two newer ones, listed the other way round',
      executions: [run('z', 11), run('y', 12), run('m', 10)],
      want: 'y',
    },
    { name: 'the same start: the greater name is newer', executions: [run('n', 10), run('m', 10)], want: 'n' },
    { name: 'the same start: the smaller name is older', executions: [run('l', 10), run('m', 10)] },
    {
      name: 'three of the same start: only one of them has no newer one',
      executions: [run('n', 10), run('o', 10), run('m', 10)],
      want: 'o',
    },
    { name: 'a newer one of another namespace', executions: [ofAnotherNamespace, run('m', 10)] },
    {
      name: 'the own entry is still missing: the arrival stands for its start',
      executions: [run('z', 101)],
      want: 'z',
    },
    { name: 'the own entry is still missing, and the others are older', executions: [run('z', 99)] },
    { name: 'an empty list', executions: [] },
  ])('$name', ({ executions, want }) => {
    expect(newerThan(own, prefix, 100, executions)?.name).toBe(want === undefined ? undefined : prefix + want);
  });

  test('digits of another length are no time: the start counts', () => {
    const me: Execution = { name: executionName('warehouse', REQUEST_ID, at(0)), startedAt: at(0) };
    expect(newerThan(me.name, prefix, at(0), [me, run('zzzzzzz-1', at(-1))])?.name).toBe(`${prefix}zzzzzzz-1`);
    expect(newerThan(me.name, prefix, at(0), [me, run('zzzzzzzz-1', at(-1))])).toBeUndefined();
  });

  test('of two that list each other, exactly one gives way', () => {
    const both = [run('a', 10), run('b', 10)];
    expect(both.filter(({ name }) => newerThan(name, prefix, 0, both))).toEqual([both[0]]);
  });

  test.each<[string, Execution, boolean]>([
    ['the own entry: the waiter may have been started late', { name: own, startedAt: at(minutes(5)) }, false],
    ['one that started a minute before the arrival: clocks differ', run('a', at(-minutes(1))), false],
    ['one that started longer ago', run('a', at(-minutes(1)) - 1), true],
    ['a newer one', run('z', at(1)), false],
  ])('the list has been read far enough or not, at %s', (_name, execution, enough) => {
    expect(listedEnough(at(0))(execution)).toBe(enough);
  });

  test('the list of a late request has been read far enough a minute before it was sent', () => {
    const enough = listedEnough(at(0), at(-minutes(4)));
    expect([-1, -5].map((n) => enough(run('a', at(minutes(n)))))).toEqual([false, false]);
    expect(enough(run('a', at(-minutes(5)) - 1))).toBe(true);
  });
});
