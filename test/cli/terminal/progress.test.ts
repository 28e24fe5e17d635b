import { MINUTE } from '../../../cli/terminal/duration';
import { milestoneOf, renderBar, renderPlain, type Progress } from '../../../cli/terminal/progress';

const progress = (elapsed: number, state: Progress['state'] = 'running'): Progress =>
  ({ label: 'key change to generation 2', elapsedMs: elapsed * MINUTE, estimatedMs: 45 * MINUTE, state });

test('bar, per cent, elapsed of estimated', () => {
  expect(renderBar(progress(27), 120))
    .toBe(`  key change to generation 2 ${'█'.repeat(24)}${'░'.repeat(16)}  60 %  27 min of about 45 min`);
  expect(renderBar(progress(45, 'ended'), 120))
    .toBe(`  key change to generation 2 ${'█'.repeat(40)} 100 %  45 min of about 45 min`);
});

test('a change that takes longer than usual says so, and its bar stays full', () => {
  expect(renderBar(progress(60), 120))
    .toBe(`  key change to generation 2 ${'█'.repeat(40)} 100 %  1 h of about 45 min, longer than usual`);
});

test.each([39, 60, 79, 120, 300])('never wider than %d columns', (width) => {
  for (let minute = 0; minute <= 100; minute += 1) {
    expect(renderBar(progress(minute), width).length).toBeLessThanOrEqual(width);
  }
});

test.each([60, 79, 120])('the bar does not change its width on %d columns', (width) => {
  const widths = Array.from({ length: 2701 }, (_, second) =>
    renderBar(progress(second / 60), width).match(/[█░]/g)?.length);
  expect(new Set(widths).size).toBe(1);
});

test('at most six plain lines', () => {
  const milestones = new Set(Array.from({ length: 901 }, (_, index) => milestoneOf(progress(index / 20))));
  expect([...milestones]).toEqual([0, 1, 2, 3, 4, 5]);
  expect(renderPlain(progress(9))).toBe('  key change to generation 2: 20 %  9 min of about 45 min');
});
