import { METRIC_NAMESPACE, METRIC_UNITS, NAMESPACE_DIMENSION } from '../contract';

/** What an inspection has measured of a namespace. */
export interface Gauges {
  readonly KeyGeneration?: number;
  readonly KeyAgeDays?: number;
  readonly KeyChangeOverdue?: 0 | 1;
}

/** Logs one line with the values, from which CloudWatch Logs makes metrics (embedded metric format). */
export type LogGauges = (namespaceName: string, values: Gauges) => void;

export function embeddedGauges(write: (line: string) => void, now: () => number): LogGauges {
  return (namespaceName, values) => {
    const names = (Object.keys(values) as (keyof Gauges)[]).filter((name) => values[name] !== undefined);
    write(JSON.stringify({
      level: 'INFO',
      message: 'the namespace was inspected',
      namespaceName,
      [NAMESPACE_DIMENSION]: namespaceName,
      ...values,
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [{
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[NAMESPACE_DIMENSION]],
          Metrics: names.map((name) => ({ Name: name, Unit: METRIC_UNITS[name] })),
        }],
      },
    }));
  };
}
