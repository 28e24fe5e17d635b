import { Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import { KeyChangeTimeout } from '../src';
import { FUNCTION_TIMEOUT_SECONDS, SERVICE_TIMEOUT_SECONDS, WINDOW_SECONDS } from '../src/contract';

const MOST_WINDOWS = 53;

describe('up to a time', () => {
  test.each<[string, Duration, number]>([
    ['a millisecond', Duration.millis(1), 1],
    ['a minute', Duration.minutes(1), 1],
    ['an hour, which is one custom resource', Duration.minutes(60), 1],
    ['an hour, in seconds', Duration.seconds(3600), 1],
    ['a second more than an hour', Duration.seconds(3601), 2],
    ['61 minutes', Duration.minutes(61), 2],
    ['two windows, to the minute', Duration.minutes(110), 2],
    ['a second more than two windows', Duration.seconds(110 * 60 + 1), 3],
    ['two hours', Duration.hours(2), 3],
    ['six hours', Duration.hours(6), 7],
    ['a day', Duration.days(1), 27],
    ['48 hours', Duration.hours(48), MOST_WINDOWS],
    ['two days', Duration.days(2), MOST_WINDOWS],
  ])('%s', (_name, duration, windows) => expect(KeyChangeTimeout.upTo(duration)._windows).toBe(windows));

  const longer = 'for a longer change, deploy with --no-rollback, and again when the change has ended';
  test.each<[string, Duration, string, string]>([
    ['a second more than 48 hours', Duration.seconds(48 * 3600 + 1), '2 days 1 second', longer],
    ['49 hours', Duration.hours(49), '2 days 1 hour', longer],
    ['nothing', Duration.minutes(0), '0 minutes', 'give more, or leave keyChangeTimeout out for one hour'],
  ])('%s: refused, word for word', (_name, duration, got, remedy) => {
    expect(() => KeyChangeTimeout.upTo(duration)).toThrow(new Error(
      `KeyChangeTimeout.upTo must be more than 0 minutes and at most 48 hours, got: ${got}; ${remedy}`,
    ));
  });

  test('a negative time: the CDK itself refuses it', () => {
    expect(() => KeyChangeTimeout.upTo(Duration.minutes(-1))).toThrow('negative');
  });

  test.each([
    ['a token', Duration.minutes(Token.asNumber({ Ref: 'Minutes' }))],
    ['a lazy value', Duration.hours(Lazy.number({ produce: () => 2 }))],
  ])('%s: refused, since it decides how many resources there are', (_name, duration) => {
    expect(() => KeyChangeTimeout.upTo(duration)).toThrow(new Error(
      'KeyChangeTimeout.upTo must be known at synth, because it decides how many resources wait, got: a token; '
      + 'give a Duration of known length',
    ));
  });
});

describe('for an amount of data: twice 15 minutes for each 8 TiB', () => {
  test.each<[string, Size, number]>([
    ['a little', Size.kibibytes(1), 1],
    ['8 TiB', Size.tebibytes(8), 1],
    ['16 TiB, an hour', Size.tebibytes(16), 1],
    ['16 TiB, in GiB', Size.gibibytes(16 * 1024), 1],
    ['a KiB more than an hour', Size.kibibytes(16 * 2 ** 30 + 1), 2],
    ['17 TiB', Size.tebibytes(17), 2],
    ['29 TiB, the last whole TiB of two windows', Size.tebibytes(29), 2],
    ['30 TiB', Size.tebibytes(30), 3],
    ['40 TiB, two and a half hours', Size.tebibytes(40), 3],
    ['half a PiB', Size.tebibytes(512), 35],
    ['768 TiB, 48 hours', Size.tebibytes(768), MOST_WINDOWS],
  ])('%s', (_name, size, windows) => expect(KeyChangeTimeout.forDataSize(size)._windows).toBe(windows));

  test.each<[string, KeyChangeTimeout, number | undefined]>([
    ['8 TiB', KeyChangeTimeout.forDataSize(Size.tebibytes(8)), 900],
    ['a GiB', KeyChangeTimeout.forDataSize(Size.gibibytes(1)), 1],
    ['a time tells nothing about the data', KeyChangeTimeout.upTo(Duration.hours(48)), undefined],
  ])('typically, in seconds: %s', (_name, timeout, seconds) => expect(timeout._typicalSeconds).toBe(seconds));

  const longer = 'use KeyChangeTimeout.upTo(Duration.hours(48)), deploy with --no-rollback, '
    + 'and again when the change has ended';
  test.each<[string, Size, string, string]>([
    ['769 TiB', Size.tebibytes(769), '769', longer],
    ['a PiB', Size.pebibytes(1), '1024', longer],
    ['half a TiB too much', Size.gibibytes(768.5 * 1024), '768.5', longer],
    ['nothing', Size.tebibytes(0), '0', 'give more, or leave keyChangeTimeout out for one hour'],
  ])('%s: refused, word for word', (_name, size, got, remedy) => {
    expect(() => KeyChangeTimeout.forDataSize(size)).toThrow(new Error(
      'KeyChangeTimeout.forDataSize must be more than 0 and at most 768 TiB (48 hours at 30 minutes for each 8 TiB), '
      + `got: ${got} TiB; ${remedy}`,
    ));
  });

  test('a negative size: the CDK itself refuses it', () => {
    expect(() => KeyChangeTimeout.forDataSize(Size.tebibytes(-1))).toThrow('negative');
  });

  test.each([
    ['a token', Size.tebibytes(Token.asNumber({ Ref: 'Size' }))],
    ['a lazy value', Size.gibibytes(Lazy.number({ produce: () => 2 }))],
  ])('%s: refused, since it decides how many resources there are', (_name, size) => {
    expect(() => KeyChangeTimeout.forDataSize(size)).toThrow(new Error(
      'KeyChangeTimeout.forDataSize must be known at synth, because it decides how many resources wait, got: a token; '
      + 'give a Size of known amount',
    ));
  });
});

test('a window leaves room in the hour of CloudFormation for its last observations and its response', () => {
  // After its end: two minutes for the quiet period or the status of the stack, then an observation and a response, of
  // at most one function timeout each.
  expect(WINDOW_SECONDS + 120 + 2 * FUNCTION_TIMEOUT_SECONDS).toBeLessThan(SERVICE_TIMEOUT_SECONDS);
  // Windows of this length last as long as was requested.
  expect(MOST_WINDOWS * WINDOW_SECONDS).toBeGreaterThanOrEqual(48 * 3600);
});
