import { arnOf, isRecord, type Json } from '../host';
import type { HandlerContext, ResourceProvider } from '../provider';
import { invalid, optionalText, roleNameOf, text } from './input';

/** AWS::Scheduler::Schedule, with a cron expression in UTC and without a window, a start or an end. */
export const schedule: ResourceProvider = {
  replacementProperties: ['Name', 'GroupName'],
  attributes: ['Arn'],
  properties: [
    'Name', 'GroupName', 'Description', 'FlexibleTimeWindow', 'ScheduleExpression', 'ScheduleExpressionTimezone',
    'State', 'Target',
  ],

  async create(context, properties) {
    const name = optionalText(properties, 'Name') ?? context.identifiers.name(context.stackName, context.logicalId);
    await context.sleep(1);
    const arn = put(context, name, properties);
    context.initiated(name);
    return { physicalId: name, attributes: { Arn: arn } };
  },

  async update(context, physicalId, properties) {
    await context.sleep(1);
    return { physicalId, attributes: { Arn: put(context, physicalId, properties) } };
  },

  async delete(context, physicalId, properties) {
    context.host.scheduler.deleteSchedule(arnOfSchedule(context, physicalId, properties));
    await context.sleep(1);
  },
};

const arnOfSchedule = (context: HandlerContext, name: string, properties: Json): string =>
  arnOf(context.host, 'scheduler', `schedule/${optionalText(properties, 'GroupName') ?? 'default'}/${name}`);

function put(context: HandlerContext, name: string, properties: Json): string {
  const { Target: target, FlexibleTimeWindow: window } = properties;
  const zone = optionalText(properties, 'ScheduleExpressionTimezone') ?? 'UTC';
  if (!isRecord(target)) { throw invalid('required key [Target] not found'); }
  if (!isRecord(window)) { throw invalid('required key [FlexibleTimeWindow] not found'); }
  if (window.Mode !== 'OFF') { throw invalid('the simulator has no flexible time windows'); }
  if (!['UTC', 'Etc/UTC'].includes(zone)) { throw invalid(`the simulator has no time zone but UTC, got: ${zone}`); }
  const arn = arnOfSchedule(context, name, properties);
  try {
    context.host.scheduler.putSchedule({
      arn,
      expression: text(properties, 'ScheduleExpression'),
      enabled: (optionalText(properties, 'State') ?? 'ENABLED') === 'ENABLED',
      targetArn: text(target, 'Arn'),
      input: optionalText(target, 'Input'),
      roleName: roleNameOf(text(target, 'RoleArn')),
    });
  } catch (error) {
    throw invalid((error as Error).message);
  }
  return arn;
}
