import { ESCAPES, EVENTS, FAILURE } from '../picture/support';
import { eventTable } from '../../../cli/demo/event-table';

test.each([80, 100, 139, 140, 200])('fits in %d columns, with reasons in full', (width) => {
  const lines = eventTable(EVENTS, { width, color: false });
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  expect(lines.filter((each) => each.includes('|'))).toHaveLength(EVENTS.length);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(FAILURE);
  expect(lines.join('')).not.toMatch(ESCAPES);
});

test('short reasons stay in their row where there is room', () => {
  expect(eventTable(EVENTS, { width: 150, color: false })[0])
    .toMatch(/^09:00:00 \| CREATE_IN_PROGRESS .* \| User Initiated$/);
});

test('colors, if wanted', () => {
  expect(eventTable(EVENTS, { width: 150, color: true }).join('')).toContain('\u001b[31m');
});
