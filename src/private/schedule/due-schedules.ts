import { aws_scheduler as scheduler } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { dueCrons, type MonthlyAnchor } from './due-crons';

export interface DueSchedulesProps {
  readonly anchor: MonthlyAnchor;
  /** days before the due date; undefined = on the due date alone */
  readonly daysAhead?: number;
  /** since midnight, UTC */
  readonly minutes: number;
  /** in words */
  readonly period: string;
  readonly target: scheduler.IScheduleTarget;
}

/** The schedules that invoke a target when a key change is due. */
export class DueSchedules extends Construct {
  constructor(scope: Construct, id: string, props: DueSchedulesProps) {
    super(scope, id);
    const { anchor, daysAhead, period } = props;
    const plan = `every ${period} since ${anchor.since}`;
    this.add('Due', props, 0, `A key change is due: ${plan}`);
    if (daysAhead !== undefined) {
      this.add('Ahead', props, daysAhead, `The next key is to be created, ${daysAhead} days ahead: ${plan}`);
    }
  }

  private add(id: string, props: DueSchedulesProps, daysBefore: number, description: string): void {
    const { anchor, minutes, target } = props;
    for (const [index, { day, month, year }] of dueCrons(anchor, daysBefore).entries()) {
      new scheduler.Schedule(this, `${id}${index === 0 ? '' : index + 1}`, {
        description,
        schedule: scheduler.ScheduleExpression.cron({
          minute: String(minutes % 60), hour: String(Math.floor(minutes / 60)), day, month, year,
        }),
        target,
      });
    }
  }
}
