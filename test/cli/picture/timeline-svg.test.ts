import { TIMELINE } from './support';
import { timelineOf } from '../../../cli/picture/timeline';
import { renderTimeline } from '../../../cli/picture/timeline-svg';
import { xmlFault } from '../../../cli/picture/well-formed';

const svg = renderTimeline(timelineOf(TIMELINE));

test('the picture is well-formed', () => {
  expect(xmlFault(svg)).toBeUndefined();
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test.each([
  'a &lt;title&gt; &amp; &quot;more&quot;', 'update failed after 55 min', 'MODIFYING', 'generation 2',
  'UpdateNamespace', '09:30', '+1 d 00:00', 'failed',
])('the picture shows: %s', (text) => {
  expect(svg).toContain(text);
});

test('nothing leaves the page', () => {
  const numbers = [...svg.matchAll(/ (x|x1|x2)="([^"]+)"/g)].map(([, , value]) => Number(value));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(1280);
  expect(svg).not.toMatch(/(width|height)="-/);
});
