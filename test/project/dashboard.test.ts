import { read } from './documents';
import { drawing } from '../../projenrc/draw-dashboard';

test('docs/dashboard.svg shows the dashboard of examples/operations (npx projen dashboard:draw writes it)', () => {
  expect(read('docs/dashboard.svg')).toBe(drawing());
});

test('every widget has its title and what it shows', () => {
  const svg = drawing();
  for (const shown of ['Key generation', 'Key changes', 'KeyChangeDuration, maximum', 'data, probably MB', 'Alarms']) {
    expect(svg).toContain(`>${shown}<`);
  }
});
