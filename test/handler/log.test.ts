import { at, REQUEST_ID } from './support';
import { METRIC_NAMESPACE } from '../../src/contract';
import { jsonLog } from '../../src/handler/log';

describe('the log', () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), () => at(0));
  beforeEach(() => { lines.length = 0; });

  test('one line of JSON for each message, even if the message has several', () => {
    log.info({ message: 'first\nsecond', namespaceName: 'warehouse', detail: undefined });
    log.error({ message: 'oops', requestId: REQUEST_ID });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'INFO', message: 'first\nsecond', namespaceName: 'warehouse' },
      { level: 'ERROR', message: 'oops', requestId: REQUEST_ID },
    ]);
    expect(lines.join('')).not.toContain('\n');
  });

  const embedded = (names: string[], units: string[], dimensions: string[][]) => ({
    Timestamp: at(0),
    CloudWatchMetrics: [{
      Namespace: METRIC_NAMESPACE,
      Dimensions: dimensions,
      Metrics: names.map((Name, i) => ({ Name, Unit: units[i] })),
    }],
  });

  test('metrics are in the embedded metric format: by the namespace, with their units and their time', () => {
    const values = { KeyChangeSucceeded: 1, KeyChangeDuration: 900, KeyAgeDays: 0 };
    log.record(values, { message: 'done', namespaceName: 'warehouse' });
    expect(JSON.parse(lines[0])).toEqual({
      level: 'INFO',
      message: 'done',
      namespaceName: 'warehouse',
      Namespace: 'warehouse',
      ...values,
      _aws: embedded(Object.keys(values), ['Count', 'Seconds', 'None'], [['Namespace']]),
    });
  });

  test('a failure is counted without its kind and with it', () => {
    log.record({ KeyChangeFailed: 1 }, { message: 'no', namespaceName: 'warehouse' }, 'denied');
    expect(JSON.parse(lines[0])).toMatchObject({
      Namespace: 'warehouse',
      FailureKind: 'denied',
      KeyChangeFailed: 1,
      _aws: embedded(['KeyChangeFailed'], ['Count'], [['Namespace'], ['Namespace', 'FailureKind']]),
    });
  });

  test('without a namespace, which a malformed event does not tell, there is no dimension', () => {
    log.record({ ResponseUndelivered: 1 }, { message: 'no' });
    expect(JSON.parse(lines[0])._aws).toEqual(embedded(['ResponseUndelivered'], ['Count'], [[]]));
    expect(JSON.parse(lines[0])).not.toHaveProperty('Namespace');
  });

  test('the literals that users\' alarms depend on', () => {
    log.record({ KeyChangeFailed: 1 }, { message: 'no', namespaceName: 'warehouse' }, 'timed-out');
    for (const literal of ['"RedshiftRotatableNamespace"', '"KeyChangeFailed":1', '"FailureKind":"timed-out"']) {
      expect(lines[0]).toContain(literal);
    }
  });

  test('there is no field for a URL, an event or an error', () => {
    // @ts-expect-error a URL is no field of a line
    log.info({ message: 'x', responseUrl: 'https://example.com' });
    // @ts-expect-error an error object may hold anything
    log.error({ message: 'x', error: new Error('x') });
    // @ts-expect-error an event holds the URL
    log.error({ message: 'x', event: {} });
    expect(lines).toHaveLength(3);
  });
});
