import * as v from 'valibot';
import { parseDay } from '../calendar/utc-day';

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The time between two due dates is one of months or one of days. */
const anchorSchema = v.pipe(
  v.object({
    since: v.pipe(v.string(), v.check((text) => parseDay(text) !== undefined, 'a date')),
    generation: wholeNumber,
    months: v.optional(wholeNumber),
    days: v.optional(wholeNumber),
  }),
  v.check(({ months, days }) => (months === undefined) !== (days === undefined), 'months or days'),
);

/** What EventBridge Scheduler calls the function with once a day, for a namespace that has a reminder. */
export const inspectionEventSchema = v.object({
  inspect: v.object({
    namespaceName: v.pipe(v.string(), v.regex(/^[a-z0-9-]{3,64}$/)),
    stackId: v.pipe(v.string(), v.nonEmpty()),
    calendar: v.pipe(v.array(anchorSchema), v.minLength(1)),
    graceDays: v.pipe(v.number(), v.integer(), v.minValue(0)),
    /** the key generations of the template */
    keys: v.array(v.object({ generation: wholeNumber, arn: v.pipe(v.string(), v.startsWith('arn:')) })),
  }),
});
export type Inspection = v.InferOutput<typeof inspectionEventSchema>['inspect'];
