import { at, START } from './support';
import type { Panel } from '../../../cli/picture/timeline';
import { place, ticksOf } from '../../../cli/picture/timeline-scale';

test.each([1, 3, 12, 46, 111, 600, 1920, 3000])('labels of ticks do not touch, in %d minutes', (minutes) => {
  const change: Panel = { kind: 'change', title: '', detail: '', from: at(0.3), to: at(0.3 + minutes) };
  const [panel] = place([change], 252, 1250);
  const labelled = ticksOf(panel, START).filter(({ label }) => label);
  labelled.slice(1).forEach(({ x, label }, index) => {
    expect(x - labelled[index].x).toBeGreaterThan((label?.length ?? 0) * 7);
  });
  expect(labelled.length).toBeGreaterThan(0);
  expect(labelled.length).toBeLessThan(22);
});
