import { dueOf, generationOn, nextDue, type KeyCalendar } from '../../calendar/key-calendar';
import { formatDay, type UtcDay } from '../../calendar/utc-day';
import { diagnostics, readable, type Diagnostic } from '../diagnostics/diagnostics';

export interface ReminderFacts {
  readonly namespaceName: string;
  /** key generation of the template */
  readonly active: number;
  readonly calendar: KeyCalendar;
  readonly asOf: UtcDay;
  readonly warnDays: number;
  readonly graceDays: number;
}

/** What the synthesis of a date says of the next key change, or of one that was missed. */
export function remindersOf(facts: ReminderFacts): Diagnostic[] {
  const { active, calendar, asOf, warnDays, graceDays } = facts;
  const name = readable(facts.namespaceName);
  const generation = generationOn(calendar, asOf)!;
  const date = formatDay(asOf);
  // One ahead is a change that came before its date.
  if (active > nextDue(calendar, asOf).generation) {
    return [diagnostics.scheduleBehind(name, { active, scheduled: generation, date })];
  }
  const next = dueOf(calendar, active + 1);
  const deadline = next.day + graceDays;
  if (asOf > deadline) {
    return [diagnostics.keyChangeOverdue(name, {
      active, next: Math.max(generation, next.generation), date, due: formatDay(deadline), days: asOf - deadline,
    })];
  }
  return warnDays > 0 && next.day - asOf <= warnDays
    ? [diagnostics.keyChangeDue(name, {
      active, next: next.generation, date, due: formatDay(deadline), days: deadline - asOf,
    })]
    : [];
}
