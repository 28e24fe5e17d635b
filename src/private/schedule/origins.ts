import type { KeyCalendar } from '../../calendar/key-calendar';

/** Which schedule has made which numbers of generations. Weak, and known only where they are passed on as they are. */
const origins = new WeakMap<object, KeyCalendar>();

/** Remembers the schedule of these numbers, and returns them. */
export function fromCalendar<T extends object>(generations: T, calendar: KeyCalendar): T {
  origins.set(generations, calendar);
  return generations;
}

/** Whether these numbers are known to come from another schedule. */
export function isOfAnotherCalendar(generations: object, calendar: KeyCalendar): boolean {
  const origin = origins.get(generations);
  return origin !== undefined && JSON.stringify(origin) !== JSON.stringify(calendar);
}
