import { synthReport } from './report';
import { synthResultsWith } from './support';

const report = synthReport(synthResultsWith());

test('the same settings, then plain resources', () => {
  expect(report).toContain('| 100 | 500 | 300 | 188.5 kB | 100.0 kB | 1.89× | 50.0 kB | 3.77× |');
  expect(report).toContain('| 100 | 210 ms | 100 ms | 2.10× | 80 ms | 2.63× |');
  expect(report).toContain('| 100 | 210 ms | 20 ms | 10.50× | 10 ms | 21.00× |');
});

test('the bundle is compared with the others', () => {
  expect(report).toContain('| theirs | 500.0 kB | 0.80× | 50.0 ms | 0.80× |');
});
