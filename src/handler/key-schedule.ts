import type { Inspection } from './inspection';
import { dueOf, generationOn } from '../calendar/key-calendar';
import type { UtcDay } from '../calendar/utc-day';

/** How the key of a namespace compares with its schedule. */
export interface ScheduleComparison {
  /** number of the key generation that the namespace is on; undefined = its key is none of the template's */
  readonly generation?: number;
  /** set when the namespace should be on another key by now */
  readonly overdue?: OverdueChange;
}

export interface OverdueChange {
  /** number of the key generation that the schedule says */
  readonly generation: number;
  /** its key, where the template has it */
  readonly keyArn?: string;
  /** the first due date that was missed */
  readonly due: UtcDay;
  /** days since that date and the days of grace */
  readonly daysLate: number;
}

/**
 * Compares the key that a namespace is on with the schedule. On the due date itself a key change is not overdue.
 *
 * A key that is none of the template's is overdue as soon as a generation is: nobody can tell how old it is.
 *
 * @param keyArn undefined = a key that AWS owns
 */
export function compareWithSchedule(
  { calendar, graceDays, keys }: Inspection, keyArn: string | undefined, today: UtcDay,
): ScheduleComparison {
  const generation = keys.find(({ arn }) => arn === keyArn)?.generation;
  const scheduled = generationOn(calendar, today - 1 - graceDays);
  if (scheduled === undefined || (generation !== undefined && generation >= scheduled)) { return { generation }; }
  const { day: due } = dueOf(calendar, generation === undefined ? scheduled : generation + 1);
  return {
    generation,
    overdue: {
      generation: scheduled,
      keyArn: keys.find((key) => key.generation === scheduled)?.arn,
      due,
      daysLate: today - due - graceDays,
    },
  };
}
