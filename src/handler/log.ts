import { METRIC_NAMESPACE } from '../contract';

/** What a line of the log may say. There is no field for an event, a URL or an error object: they can hold secrets. */
export interface LogLine {
  readonly message: string;
  readonly namespaceName?: string;
  readonly requestId?: string;
  readonly window?: string;
  readonly status?: string;
  readonly fromKey?: string;
  readonly toKey?: string;
  readonly detail?: string;
}

export type Metric =
  'KeyChangeStarted' | 'KeyChangeUnattended' | 'KeyChangeUnattendedEnded' | 'ResponseUndelivered';

export interface Log {
  info(line: LogLine): void;
  error(line: LogLine): void;
  /** Counts one occurrence, in the embedded metric format: that needs no permission and no call. */
  count(metric: Metric, line: LogLine): void;
}

/** One line of JSON for each message. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  const put = (level: string, line: LogLine, more: object = {}) => write(JSON.stringify({ level, ...line, ...more }));
  return {
    info: (line) => put('INFO', line),
    error: (line) => put('ERROR', line),
    count: (metric, line) => put('INFO', line, {
      [metric]: 1,
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [
          { Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: [{ Name: metric, Unit: 'Count' }] },
        ],
      },
    }),
  };
}
