import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { alarmTexts } from './private/operations/alarm-texts';
import { plainNameOf } from './private/operations/plain-name';
import { validateAlarmPeriod, validateThreshold } from './private/validation/alarms';
import { throwIfInvalid } from './private/validation/validation';
import type { IRotatableNamespace } from './rotatable-namespace-ref';

/** When alarms fire, and what they do. */
export interface KeyChangeAlarmsOptions {
  /**
   * What every alarm does when it fires: for example, it publishes to an SNS topic.
   *
   * @default - nothing: the alarms are only seen in CloudWatch
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * What every alarm does when it goes back to OK.
   *
   * @default - nothing
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * Period in which events are counted: whole minutes, from 1 minute to 1 day.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Number of failed key changes in a period from which the alarm fires: 1 to 100.
   *
   * @default 1
   */
  readonly failedThreshold?: number;

  /**
   * Number of unattended key changes in a period from which the alarm fires: 1 to 100.
   *
   * @default 1
   */
  readonly unattendedThreshold?: number;

  /**
   * Number of responses in a period that CloudFormation did not take, from which the alarm fires: 1 to 100.
   *
   * @default 1
   */
  readonly responseUndeliveredThreshold?: number;

  /**
   * Whether there is an alarm for an overdue key change as well. Something must inspect the namespace for it:
   * `KeyChangeSchedule.remind`, which creates an alarm of its own beside the namespace. So this one is for a namespace
   * that is imported, or for other thresholds and actions.
   *
   * @default false
   */
  readonly overdue?: boolean;
}

/** Which namespace the alarms are about, and when they fire. */
export interface KeyChangeAlarmsProps extends KeyChangeAlarmsOptions {
  /** Namespace that the alarms are about. It may be imported. */
  readonly namespace: IRotatableNamespace;
}

/**
 * Alarms for what can go wrong with the key changes of one namespace. `namespace.addAlarms(…)` creates them, too.
 *
 * The description of each alarm says what has happened and what to do.
 */
@propertyInjectable
export class KeyChangeAlarms extends Construct {
  /** Identifies this construct for property injection (`IPropertyInjector`). */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-redshift-rotatable-namespace.KeyChangeAlarms';

  /** A key change has failed. No data within a period means that none has. */
  public readonly failed: cloudwatch.Alarm;

  /**
   * A deployment has stopped waiting for a key change that goes on. The alarm goes back to OK after a period, whether
   * or not the change has ended: `metricKeyChangeUnattendedEnded` tells that.
   */
  public readonly unattended: cloudwatch.Alarm;

  /** CloudFormation has not taken the response to a key change, so its stack may wait for an hour. */
  public readonly responseUndelivered: cloudwatch.Alarm;

  /**
   * The namespace is on an older key than its schedule says. Only with the option `overdue`. The alarm keeps its state
   * from one inspection to the next, and has insufficient data until the first one.
   */
  public readonly overdue?: cloudwatch.Alarm;

  /** Every alarm that was created, for a dashboard. */
  public readonly all: cloudwatch.Alarm[];

  /**
   * @throws if a threshold or the period is out of range
   */
  constructor(scope: Construct, id: string, props: KeyChangeAlarmsProps) {
    super(scope, id);
    throwIfInvalid(this, 'KeyChangeAlarms', [
      validateThreshold('failedThreshold', props.failedThreshold),
      validateThreshold('unattendedThreshold', props.unattendedThreshold),
      validateThreshold('responseUndeliveredThreshold', props.responseUndeliveredThreshold),
      validateAlarmPeriod(props.period),
    ]);
    const { namespace } = props;
    const name = plainNameOf(namespace);
    const period = props.period ?? Duration.minutes(5);
    // The metrics have a value only when something happens.
    const counted = (metric: cloudwatch.Metric, threshold = 1) =>
      ({ metric, threshold, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING });

    this.failed = this.createAlarm('KeyChangeFailed', props, alarmTexts.failed(name),
      counted(namespace.metricKeyChangeFailed({ period }), props.failedThreshold));
    this.unattended = this.createAlarm('KeyChangeUnattended', props, alarmTexts.unattended(name),
      counted(namespace.metricKeyChangeUnattended({ period }), props.unattendedThreshold));
    this.responseUndelivered = this.createAlarm('ResponseUndelivered', props, alarmTexts.responseUndelivered(name),
      counted(namespace.metricResponseUndelivered({ period }), props.responseUndeliveredThreshold));
    this.overdue = props.overdue ? this.createAlarm('KeyChangeOverdue', props, alarmTexts.overdue(name), {
      metric: namespace.metricKeyChangeOverdue({ period }),
      threshold: 1,
      // A value comes with each inspection. Between two of them nothing is known that would end the alarm.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    }) : undefined;
    this.all = [this.failed, this.unattended, this.responseUndelivered, ...this.overdue ? [this.overdue] : []];
  }

  private createAlarm(
    id: string, { actions = [], okActions = [] }: KeyChangeAlarmsOptions, alarmDescription: string,
    condition: Pick<cloudwatch.AlarmProps, 'metric' | 'threshold' | 'treatMissingData'>,
  ): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      ...condition,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...okActions);
    return alarm;
  }
}
