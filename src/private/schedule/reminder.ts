import {
  Duration, Stack, aws_cloudwatch as cloudwatch, aws_scheduler as scheduler, aws_scheduler_targets as targets,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { isOfAnotherCalendar } from './origins';
import { remindersOf, type ReminderFacts } from './overdue';
import { METRIC_NAMESPACE, NAMESPACE_DIMENSION, type MetricName } from '../../contract';
import type { KeyChangeProvider } from '../../key-change-provider';
import type { RotatableNamespace } from '../../rotatable-namespace';
import { addCheck } from '../checks/app-index';
import { report } from '../diagnostics/report';
import { alarmTexts } from '../operations/alarm-texts';
import { plainNameOf } from '../operations/plain-name';

/** In the namespace's construct, so there can be one. */
const ID = 'KeyChangeReminder';
const OVERDUE: MetricName = 'KeyChangeOverdue';

/** Warns at synth, and adds the daily inspection and its alarm. */
export function remind(
  namespace: RotatableNamespace, provider: KeyChangeProvider, facts: Omit<ReminderFacts, 'namespaceName' | 'active'>,
): cloudwatch.Alarm {
  const { path } = namespace.node;
  const generations = namespace._generations;
  if (namespace.node.tryFindChild(ID) !== undefined) {
    throw new Error(`'${path}' must have one schedule, got: a second KeyChangeSchedule.remind; remove one of them. To `
      + 'change the period, continue the first one: KeyChangeSchedule.every(…, { …, after })');
  }
  if (generations === undefined) {
    throw new Error(`KeyChangeSchedule.remind of '${path}' must have key generations to count, got: another `
      + 'encryption; give NamespaceEncryption.keyGenerations(…)');
  }
  if (isOfAnotherCalendar(generations.options, facts.calendar)) {
    throw new Error(`'${path}' must have one schedule, got: key generations of one, and KeyChangeSchedule.remind of `
      + 'another; call remind on the schedule whose at(…) gives the generations');
  }
  const namespaceName = plainNameOf(namespace);
  addCheck(namespace, () => report(remindersOf({ ...facts, namespaceName, active: generations.active })
    .map((diagnostic) => ({ construct: namespace, diagnostic }))));

  const scope = new Construct(namespace, ID);
  new scheduler.Schedule(scope, 'Inspection', {
    description: `Compares the key of the Redshift Serverless namespace ${namespaceName} with its schedule`,
    // A fleet is spread over the hour: the service limits its calls for each account.
    schedule: scheduler.ScheduleExpression.cron({
      minute: String(Number.parseInt(namespace.node.addr.slice(2, 10), 16) % 60), hour: '0', day: '*',
    }),
    target: new targets.LambdaInvoke(provider.function, {
      input: scheduler.ScheduleTargetInput.fromObject({
        inspect: {
          namespaceName,
          stackId: Stack.of(namespace).stackId,
          calendar: facts.calendar,
          graceDays: facts.graceDays,
          keys: [...generations.keys].map(([generation, key]) => ({ generation, arn: key.keyRef.keyArn })),
        },
      }),
      // A late inspection is worth no more than the next one.
      maxEventAge: Duration.hours(1),
    }),
  });
  return new cloudwatch.Alarm(scope, 'Overdue', {
    alarmDescription: alarmTexts.overdue(namespaceName),
    metric: new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: OVERDUE,
      dimensionsMap: { [NAMESPACE_DIMENSION]: namespaceName },
      statistic: cloudwatch.Stats.MAXIMUM,
      // One value a day, soon after midnight in UTC, where the period begins.
      period: Duration.days(1),
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // Without a value nobody knows: it must not be taken for a key that was changed, nor for one that was not.
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  });
}
