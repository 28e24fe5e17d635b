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

  test('a count is in the embedded metric format: without dimensions, with its time', () => {
    log.count('KeyChangeUnattended', { message: 'watched', namespaceName: 'warehouse' });
    const metrics = [{ Name: 'KeyChangeUnattended', Unit: 'Count' }];
    expect(JSON.parse(lines[0])).toEqual({
      level: 'INFO',
      message: 'watched',
      namespaceName: 'warehouse',
      KeyChangeUnattended: 1,
      _aws: {
        Timestamp: at(0),
        CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: metrics }],
      },
    });
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
