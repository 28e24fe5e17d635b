/** What AWS::Scheduler::Schedule creates, and EventBridge Scheduler has. */
export interface ScheduleSpec {
  readonly arn: string;
  /** a cron expression, in UTC */
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArn: string;
  /** JSON */
  readonly input?: string;
  /** role that the target is invoked with */
  readonly roleName: string;
}
