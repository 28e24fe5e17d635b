import { Token, type Duration } from 'aws-cdk-lib';
import type { ValidationError } from './validation';

/** With more, an alarm would hardly ever fire: a deployment has one key change for each namespace. */
const LARGEST_THRESHOLD = 100;
const LONGEST_PERIOD_SECONDS = 24 * 3600;

/** How often something may happen within a period before it is an alarm. */
export function validateThreshold(property: string, threshold: number | undefined): ValidationError {
  if (threshold === undefined || Token.isUnresolved(threshold)) { return undefined; }
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= LARGEST_THRESHOLD) { return undefined; }
  return `${property} must be a whole number from 1 to ${LARGEST_THRESHOLD}, got: ${threshold}; `
    + 'give one in that range, or leave it out for 1';
}

/**
 * Period of an alarm on a metric of standard resolution. One period is evaluated, of a day at most.
 *
 * Source: PutMetricAlarm, API reference.
 */
export function validateAlarmPeriod(period: Duration | undefined): ValidationError {
  if (period === undefined || period.isUnresolved()) { return undefined; }
  const seconds = period.toSeconds({ integral: false });
  if (seconds >= 60 && seconds <= LONGEST_PERIOD_SECONDS && seconds % 60 === 0) { return undefined; }
  return `period must be whole minutes, from 1 minute to 1 day, got: ${period.toHumanString()}; `
    + 'give a Duration in that range, or leave it out for 5 minutes';
}
