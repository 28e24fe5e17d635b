import { readFailure } from '../../../src/handler/aws/errors';

describe('an error', () => {
  test('that is none is unknown', () => {
    expect(readFailure('odd')).toEqual({ kind: 'unknown', message: 'unknown error' });
  });
  test('without a response is unknown', () => {
    expect(readFailure(new Error('socket hang up'))).toEqual({ kind: 'unknown', message: 'Error: socket hang up' });
  });
  test('that is huge is cut', () => expect(readFailure(new Error('x'.repeat(10_000))).message).toHaveLength(1500));
});
