import { at, minutes, REQUEST_ID } from './support';
import { executionName, executionPrefix, listedEnough, youngerThan } from '../../src/key-change/executions';
import type { Execution } from '../../src/key-change/ports';

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

  test('the request id stays readable', () => expect(executionName('warehouse', REQUEST_ID)).toMatch(new RegExp(`-${REQUEST_ID}$`)));
  test('and when its event was sent, in seconds', () => {
    expect(executionName('warehouse', REQUEST_ID, Date.UTC(2026, 0, 1, 12))).toMatch(new RegExp(`^[0-9a-f]{32}-0t86pc0-${REQUEST_ID}$`));
    expect(executionName('warehouse', REQUEST_ID)).toContain('-0000000-');
  });
  test('the same name on redelivery', () => expect(executionName('warehouse', 'odd id')).toBe(executionName('warehouse', 'odd id')));
  test('another request, another name', () => {
    expect(executionName('warehouse', 'x'.repeat(100))).not.toBe(executionName('warehouse', 'x'.repeat(101)));
    expect(executionName('warehouse', 'a-1')).not.toBe(executionName('warehouse', 'a-2'));
  });

  test.each([['warehouse', 'warehouse-2'], ['warehouse', 'warehous'], ['a-b', 'a']])('%s and %s share no prefix', (a, b) => {
    expect(executionName(a, REQUEST_ID).startsWith(executionPrefix(b))).toBe(false);
    expect(executionName(b, REQUEST_ID).startsWith(executionPrefix(a))).toBe(false);
  });
});

describe('who is younger', () => {
  const prefix = executionPrefix('warehouse');
  const own = `${prefix}m`;
  const run = (id: string, startedAt: number): Execution => ({ name: prefix + id, startedAt });

  test.each<[string, Execution[], string | undefined]>([
    ['nobody but me', [run('m', 10)], undefined],
    ['an older one', [run('m', 10), run('a', 9)], undefined],
    ['a younger one, whether it still runs or has ended: the list does not say', [run('z', 11), run('m', 10)], 'z'],
    ['two younger ones: the youngest is named', [run('y', 12), run('z', 11), run('m', 10)], 'y'],
    ['two younger ones, listed the other way round', [run('z', 11), run('y', 12), run('m', 10)], 'y'],
    ['the same start: the greater name is the younger', [run('n', 10), run('m', 10)], 'n'],
    ['the same start: the smaller name is the older', [run('l', 10), run('m', 10)], undefined],
    ['three of the same start: only one of them is nobody\'s elder', [run('n', 10), run('o', 10), run('m', 10)], 'o'],
    ['a younger one of another namespace', [{ name: `${executionPrefix('warehouse-2')}z`, startedAt: 11 }, run('m', 10)], undefined],
    ['my own entry is missing yet: the arrival stands for my start', [run('z', 101)], 'z'],
    ['my own entry is missing yet, and the others are older', [run('z', 99)], undefined],
    ['an empty list', [], undefined],
  ])('%s', (_name, executions, younger) => {
    expect(youngerThan(own, prefix, 100, executions)?.name).toBe(younger === undefined ? undefined : prefix + younger);
  });

  test('digits of another length are no time: the start counts', () => {
    const me: Execution = { name: executionName('warehouse', REQUEST_ID, at(0)), startedAt: at(0) };
    expect(youngerThan(me.name, prefix, at(0), [me, run('zzzzzzz-1', at(-1))])?.name).toBe(`${prefix}zzzzzzz-1`);
    expect(youngerThan(me.name, prefix, at(0), [me, run('zzzzzzzz-1', at(-1))])).toBeUndefined();
  });

  test('of two that see each other, exactly one gives way', () => {
    const both = [run('a', 10), run('b', 10)];
    expect(both.filter(({ name }) => youngerThan(name, prefix, 0, both))).toEqual([both[0]]);
  });

  test.each<[string, Execution, boolean]>([
    ['my own entry: the waiter may have been started late', { name: own, startedAt: at(minutes(5)) }, false],
    ['one that started a minute before I arrived: clocks differ', run('a', at(-minutes(1))), false],
    ['one that started longer ago', run('a', at(-minutes(1)) - 1), true],
    ['a younger one', run('z', at(1)), false],
  ])('the list has been read far enough or not, at %s', (_name, execution, enough) => expect(listedEnough(at(0))(execution)).toBe(enough));
});
