import { Duration, Token, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { METRIC_NAMESPACE, METRIC_UNITS, NAMESPACE_DIMENSION, type MetricName } from '../../contract';

/** Where the units alone do not say how values are put together. */
interface Defaults { readonly statistic: string; readonly period: Duration }

const COUNTED: Defaults = { statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) };
const MEASURED: Defaults = { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(5) };
/** A state of the namespace, which is written now and then. */
const STATE: Defaults = { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.hours(1) };
const BY_UNIT: Readonly<Record<typeof METRIC_UNITS[MetricName], Defaults>> = {
  Count: COUNTED, Seconds: MEASURED, None: STATE,
};

/** A metric of the function for one namespace. What is given wins over the defaults, as everywhere in the CDK. */
export function keyChangeMetric(
  scope: IConstruct, namespaceName: string, metricName: MetricName, options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    ...BY_UNIT[METRIC_UNITS[metricName]],
    ...options,
    dimensionsMap: { [NAMESPACE_DIMENSION]: namespaceName, ...options.dimensionsMap },
  }).attachTo(scope);
}

/** The name of a metric that exists. A name that does not would be an alarm that never fires. */
export function metricNameOf(given: string): MetricName {
  if (isMetricName(given)) { return given; }
  throw new Error(`metricName must be one of ${Object.keys(METRIC_UNITS).join(', ')}, got: `
    + `${Token.isUnresolved(given) ? 'a token' : `'${given}'`}; give one of them`);
}

const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRIC_UNITS, name);

/**
 * How much data the namespace has, as the service says it. AWS does not document the unit; it is probably MB.
 *
 * Source: docs/assumptions.md, U-12.
 */
export const dataStorageMetric = (
  scope: IConstruct, namespaceName: string, options: cloudwatch.MetricOptions,
): cloudwatch.Metric => new cloudwatch.Metric({
  namespace: 'AWS/Redshift-Serverless',
  metricName: 'DataStorage',
  statistic: cloudwatch.Stats.AVERAGE,
  dimensionsMap: { Namespace: namespaceName },
  ...options,
}).attachTo(scope);
