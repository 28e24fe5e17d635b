import {
  FAILURE_KIND_DIMENSION, METRIC_NAMESPACE, METRIC_UNITS, NAMESPACE_DIMENSION, type FailureKind, type MetricName,
} from '../contract';

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
  /** since the update was sent, or as long as there is none since the event arrived */
  readonly elapsedSeconds?: number;
  /** how long the change may take: an estimate by the size of the data */
  readonly estimatedSeconds?: number;
  readonly nextObservationSeconds?: number;
}

/** Values of metrics, in the unit that METRIC_UNITS names. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

export interface Log {
  info(line: LogLine): void;
  error(line: LogLine): void;
  /**
   * Records metrics, in the embedded metric format: that needs no permission and no call.
   *
   * @param failureKind counts them with this dimension as well
   */
  record(metrics: MetricValues, line: LogLine, failureKind?: FailureKind): void;
}

/** One line of JSON for each message. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  const put = (level: string, line: LogLine, more: object = {}) => write(JSON.stringify({ level, ...line, ...more }));
  return {
    info: (line) => put('INFO', line),
    error: (line) => put('ERROR', line),
    record: (metrics, line, failureKind) => put('INFO', line, embedded(metrics, line, now(), failureKind)),
  };
}

/** Source: "Specification: Embedded metric format", CloudWatch User Guide. */
function embedded(metrics: MetricValues, line: LogLine, now: number, failureKind: FailureKind | undefined): object {
  const byNamespace = line.namespaceName === undefined ? [] : [NAMESPACE_DIMENSION];
  const byKind = failureKind === undefined ? [] : [[...byNamespace, FAILURE_KIND_DIMENSION]];
  const names = Object.keys(metrics) as MetricName[];
  return {
    ...metrics,
    ...line.namespaceName === undefined ? {} : { [NAMESPACE_DIMENSION]: line.namespaceName },
    ...failureKind === undefined ? {} : { [FAILURE_KIND_DIMENSION]: failureKind },
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{
        Namespace: METRIC_NAMESPACE,
        Dimensions: [byNamespace, ...byKind],
        Metrics: names.map((name) => ({ Name: name, Unit: METRIC_UNITS[name] })),
      }],
    },
  };
}
