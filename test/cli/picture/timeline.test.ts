import { at, TIMELINE } from './support';
import { timelineOf } from '../../../cli/picture/timeline';

test('bands of status and key', () => {
  const { status, keys, rows } = timelineOf(TIMELINE);
  expect(status.map(({ value }) => value)).toEqual(['AVAILABLE', 'MODIFYING', 'AVAILABLE']);
  expect(keys).toEqual([
    { from: at(1), to: at(1500), value: 'generation 1' }, { from: at(1500), to: at(1912), value: 'generation 2' },
  ]);
  expect(rows.map(({ title }) => title))
    .toEqual(['stack Stack', 'Key1', 'key change window']);
});
