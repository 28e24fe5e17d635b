import { at, EVENTS, WINDOW } from './support';
import { barsOf, mergeBars, stackBarsOf } from '../../../cli/picture/timeline-bars';

test('a bar from IN_PROGRESS to the end, for each operation', () => {
  const key = EVENTS.filter(({ logicalId }) => logicalId === 'Key1');
  expect(barsOf(key, at(120))).toMatchObject([
    { from: at(0), to: at(1), outcome: 'complete', text: 'create: 1 min' },
  ]);
  const window = EVENTS.filter(({ logicalId }) => logicalId === WINDOW);
  expect(barsOf(window, at(120))).toMatchObject([
    { from: at(2), to: at(57), outcome: 'failed', text: 'update failed after 55 min' },
    { from: at(57), to: at(112), outcome: 'complete' },
  ]);
  expect(barsOf(window.slice(0, 1), at(10))).toMatchObject([
    { to: at(10), outcome: 'running', text: 'update: 8 min so far' },
  ]);
});

test('of the stack: what is rolled back has failed', () => {
  expect(stackBarsOf(EVENTS, at(120)).map(({ outcome, text }) => [outcome, text])).toEqual([
    ['complete', 'create: 1 min'], ['failed', 'update failed after 55 min'], ['complete', 'rollback: 55 min'],
  ]);
});

test('bars that overlap become one', () => {
  const bar = (from: number, to: number) =>
    ({ from: at(from), to: at(to), outcome: 'complete' as const, text: 'create: x', short: 'x' });
  expect(mergeBars([bar(1, 2), bar(0, 1), bar(3, 4)])).toMatchObject([
    { from: at(0), to: at(2), text: 'create: 2 min' }, { from: at(3), to: at(4) },
  ]);
});
