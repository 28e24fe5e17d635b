import { FUNCTION_TIMEOUT_SECONDS } from '../../../src/contract';
import { DENIED_MS, MAXIMUM_UPDATES, QUIET_PERIOD_MS, START_DEADLINE_MS } from '../../../src/handler/reconcile/timing';
import { minutes, seconds } from '../support';

test('the times of the design', () => {
  expect(QUIET_PERIOD_MS).toBe(seconds(FUNCTION_TIMEOUT_SECONDS + 60));
  expect(START_DEADLINE_MS).toBe(minutes(10));
  expect(DENIED_MS).toBe(minutes(5));
  expect(MAXIMUM_UPDATES).toBe(2);
});
