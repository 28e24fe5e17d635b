import { WINDOW_SECONDS } from '../../../src/contract';
import { waiterDefinition } from '../../../src/private/provider/waiter-definition';

interface Retrier {
  readonly ErrorEquals: string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
  readonly MaxAttempts: number;
}
const retriersOf = (state: string): Retrier[] =>
  (waiterDefinition('arn:aws:lambda:us-east-1:111122223333:function:f').States[state]!.Retry ?? []) as Retrier[];
/** Seconds that the pauses of a state's retries take together. */
const spanOf = ({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }: Retrier): number =>
  Array.from({ length: MaxAttempts }, (_, attempt) => IntervalSeconds * BackoffRate ** attempt)
    .map((pause) => Math.min(pause, MaxDelaySeconds))
    .reduce((sum, pause) => sum + pause, 0);

test('an observation is retried for as long as a window lasts, whatever has failed', () => {
  const [retrier] = retriersOf('Observe');
  expect(retrier!.ErrorEquals).toEqual(['States.ALL']);
  expect(spanOf(retrier!)).toBeGreaterThanOrEqual(WINDOW_SECONDS);
  expect(retrier!.IntervalSeconds).toBeLessThanOrEqual(5);
});

test('a response is retried for minutes', () => {
  const [retrier] = retriersOf('Respond');
  expect(retrier!.ErrorEquals).toEqual(['States.ALL']);
  expect(spanOf(retrier!)).toBeGreaterThan(180);
});

test('an update is never retried', () => {
  expect(retriersOf('Update')).toEqual([]);
});
