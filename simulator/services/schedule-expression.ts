/** A recurring schedule: when it fires next. */
export interface ScheduleTimes {
  /** the first time after an instant, in milliseconds since 1970; undefined = never again */
  next(after: number): number | undefined;
}

const DAY_MS = 24 * 3600 * 1000;
const LAST_YEAR = 2199;
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;

/** A number, `*`, `L` for the last day of a month, a list of numbers, or `first/step` for years. */
type Matches = (value: number) => boolean;

/**
 * Reads a cron expression of EventBridge Scheduler, in UTC.
 *
 * @throws for what the simulator does not know: rates, one-time schedules, ranges, weekdays
 */
export function parseSchedule(expression: string): ScheduleTimes {
  const fields = CRON.exec(expression);
  if (fields === null) { throw unsupported(expression); }
  const [minute, hour, day, month, weekday, year] = fields.slice(1);
  const [minutes, hours] = [Number(minute), Number(hour)];
  const isTime = /^\d+$/.test(minute) && minutes < 60 && /^\d+$/.test(hour) && hours < 24;
  if (!isTime || weekday !== '?') { throw unsupported(expression); }
  const isYear = matcher(year, expression);
  const isMonth = matcher(month, expression);
  const isDay = day === 'L' ? undefined : matcher(day, expression);
  const timeOfDay = (hours * 60 + minutes) * 60_000;
  return {
    next: (after) => {
      for (let start = Math.floor(after / DAY_MS) * DAY_MS; ; start += DAY_MS) {
        const date = new Date(start);
        if (date.getUTCFullYear() > LAST_YEAR) { return undefined; }
        const isLast = new Date(start + DAY_MS).getUTCDate() === 1;
        const fires = isYear(date.getUTCFullYear()) && isMonth(date.getUTCMonth() + 1)
          && (isDay?.(date.getUTCDate()) ?? isLast);
        if (fires && start + timeOfDay > after) { return start + timeOfDay; }
      }
    },
  };
}

function matcher(field: string, expression: string): Matches {
  if (field === '*') { return () => true; }
  const step = /^(\d+)\/(\d+)$/.exec(field);
  if (step !== null) {
    const [first, every] = step.slice(1).map(Number);
    return (value) => value >= first && (value - first) % every === 0;
  }
  if (!/^\d+(,\d+)*$/.test(field)) { throw unsupported(expression); }
  const listed = new Set(field.split(',').map(Number));
  return (value) => listed.has(value);
}

const unsupported = (expression: string): Error => new Error(
  `the simulator knows cron expressions with one time of the day, lists, steps and 'L', got: ${expression}`);
