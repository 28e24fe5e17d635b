import { Token, type Duration } from 'aws-cdk-lib';
import type { ValidationError } from './validation';
import { daysInMonth, formatDay, LAST_YEAR, parseDay, toDate, type UtcDay } from '../../calendar/utc-day';

/** The most days that something may come before a due date, or after it. A longer time is a mistake. */
export const MOST_DAYS = 90;

/** Context key of the date that a template is for. */
export const AS_OF_CONTEXT_KEY = 'cdk-redshift-rotatable-namespace:asOf';

/** @throws if an error was found */
export function throwFirst(...errors: ValidationError[]): void {
  const error = errors.find((one) => one !== undefined);
  if (error !== undefined) { throw new Error(error); }
}

/**
 * The UTC day that a date names.
 *
 * @param remedy what to do where there is none
 * @throws if it names none, or one that no schedule can have
 */
export function requireDay(name: string, given: unknown, remedy: string): UtcDay {
  if (given === undefined || given === null || given === '') {
    throw new Error(`${name} must be given, got: ${given === '' ? "''" : String(given)}; ${remedy}`);
  }
  if (typeof given !== 'string' || Token.isUnresolved(given)) {
    const what = Token.isUnresolved(given) ? 'a token' : `${String(given)} (a ${typeof given})`;
    throw new Error(`${name} must be a text that is known at synth, got: ${what}; give a date such as '2027-01-20'`);
  }
  const day = parseDay(given);
  if (day === undefined) {
    throw new Error(`${name} must be a date (YYYY-MM-DD, in UTC) or an instant with its zone `
      + `(2027-01-20T09:30:00Z), got: '${given}'${whyNoDate(given)}; give a date such as '2027-01-20'`);
  }
  const { year } = toDate(day);
  if (day < 0 || year > LAST_YEAR) {
    throw new Error(`${name} must be from 1970-01-01 to ${LAST_YEAR}-12-31, got: '${given}'; correct the year`);
  }
  return day;
}

/** Why a text that resembles a date is none. */
function whyNoDate(given: string): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(T.*)?$/.exec(given);
  if (parts === null) { return ''; }
  const [year, month, day] = parts.slice(1, 4).map(Number);
  if (month < 1 || month > 12) { return ` (there is no month ${month})`; }
  const last = daysInMonth(year, month);
  if (day < 1 || day > last) { return ` (that month has ${last} days)`; }
  return /^T[\d:.]+$/.test(parts[4] ?? '') ? ' (a time without a zone)' : '';
}

/** A time before or after a due date: whole days, at most 90. */
export function validateDays(name: string, duration: Duration | undefined, least: 0 | 1 = 0): ValidationError {
  if (duration === undefined) { return undefined; }
  if (duration.isUnresolved()) { return `${name} must be known at synth, got: a token; give a Duration of days`; }
  const days = duration.toDays({ integral: false });
  if (Number.isInteger(days) && days >= least && days <= MOST_DAYS) { return undefined; }
  return `${name} must be ${least} to ${MOST_DAYS} whole days, got: ${duration.toHumanString()}; `
    + 'give a Duration in that range, or leave it out';
}

/** The next key must not be made before the one that is due now. */
export function validateAhead(ahead: Duration | undefined, shortestDays: number, period: string): ValidationError {
  const error = validateDays('createAhead', ahead, 1);
  if (ahead === undefined || error !== undefined || ahead.toDays() < shortestDays) { return error; }
  return `createAhead must be shorter than the period of ${period}, got: ${ahead.toHumanString()}; `
    + 'give a shorter Duration, or leave it out';
}

/** A time of the day: whole minutes since midnight. */
export function validateTimeOfDay(time: Duration | undefined): ValidationError {
  if (time === undefined) { return undefined; }
  if (time.isUnresolved()) { return 'timeOfDay must be known at synth, got: a token; give a Duration of hours'; }
  const minutes = time.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= 0 && minutes < 24 * 60) { return undefined; }
  return 'timeOfDay must be whole minutes since midnight in UTC, less than 24 hours, '
    + `got: ${time.toHumanString()}; give a Duration such as Duration.hours(2), or leave it out`;
}

/** How many generations stay: at least the active one and the one before, which a rollback returns to. */
export function validateKeep(keep: number | undefined, mostKeys: number, hasAhead: boolean): ValidationError {
  if (keep === undefined) { return undefined; }
  const most = hasAhead ? mostKeys - 1 : mostKeys;
  if (!Token.isUnresolved(keep) && Number.isInteger(keep) && keep >= 2 && keep <= most) { return undefined; }
  const given = Token.isUnresolved(keep) ? 'a token' : String(keep);
  return `keep must be a whole number from 2 to ${most}: the key of a generation and the one before, which a rollback `
    + `returns to, got: ${given}; give a number in that range, or leave it out to keep every key`;
}

/** What a schedule that continues another one was given, and what the other one says of its first day. */
export interface Continuation {
  readonly since: UtcDay;
  readonly generation: number;
  readonly previousSince: UtcDay;
  /** generation of the schedule before on the first day of the new one */
  readonly previousGeneration: number | undefined;
}

/** A schedule that continues another one must not fall behind it, nor leave keys out. */
export function validateContinuation(given: Continuation): ValidationError {
  const { since, generation, previousSince, previousGeneration } = given;
  if (previousGeneration === undefined || since <= previousSince) {
    return `since must be after the first day of the schedule that it continues (${formatDay(previousSince)}), `
      + `got: ${formatDay(since)}; give a later date, or leave after out`;
  }
  if (generation === previousGeneration || generation === previousGeneration + 1) { return undefined; }
  const problem = generation < previousGeneration ? 'must never fall' : 'must not leave a generation out';
  return `the generation of a schedule ${problem}, and the one before is at ${previousGeneration} on `
    + `${formatDay(since)}, got: generation ${generation}; give ${previousGeneration}, or ${previousGeneration + 1} to `
    + 'change the key on that day';
}
