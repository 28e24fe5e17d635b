import { arnOf, type Json } from '../host';
import type { HandlerContext, ResourceProvider } from '../provider';
import { optionalText } from './input';

interface Simple {
  /** property with its name; a change of it replaces the resource */
  readonly nameProperty?: string;
  /** service and resource type in its ARN */
  readonly arn?: readonly [service: string, resource: string];
  /** Ref is the ARN, not the name */
  readonly refIsArn?: boolean;
  readonly replacementProperties?: readonly string[];
}

/** Resource types without behavior: they are created, updated and deleted. */
const SIMPLE: Readonly<Record<string, Simple>> = {
  'AWS::CDK::Metadata': {},
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: ['cloudwatch', 'alarm:'] },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName' },
  'AWS::Config::ConfigRule': { nameProperty: 'ConfigRuleName', arn: ['config', 'config-rule/'] },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: ['events', 'rule/'] },
  'AWS::Lambda::Permission': {
    replacementProperties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: ['logs', 'log-group:'] },
  'AWS::Logs::MetricFilter': { nameProperty: 'FilterName' },
  'AWS::Logs::QueryDefinition': {},
  'AWS::Scheduler::ScheduleGroup': { nameProperty: 'Name', arn: ['scheduler', 'schedule-group/'] },
  'AWS::SNS::Subscription': { replacementProperties: ['Endpoint', 'Protocol', 'TopicArn'] },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: ['sns', ''], refIsArn: true },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SSM::Parameter': { nameProperty: 'Name' },
};

export function simpleProvider(type: string): ResourceProvider | undefined {
  const simple = Object.hasOwn(SIMPLE, type) ? SIMPLE[type] : undefined;
  if (!simple) { return undefined; }
  const make = async (context: HandlerContext, name: string, properties: Json) => {
    await context.sleep(2);
    const arn = simpleArn(context, simple, name);
    const physicalId = simple.refIsArn ? arn : name;
    return {
      physicalId,
      attributes: {
        Arn: arn,
        TopicArn: arn,
        TopicName: name,
        Value: properties.Value ?? '',
        Type: properties.Type ?? '',
      },
    };
  };
  return {
    replacementProperties: [
      ...(simple.nameProperty ? [simple.nameProperty] : []),
      ...(simple.replacementProperties ?? []),
    ],
    attributes: ['Arn', 'TopicArn', 'TopicName', 'Value', 'Type'],
    create: async (context, properties) => {
      const given = simple.nameProperty === undefined ? undefined : optionalText(properties, simple.nameProperty);
      return make(context, given ?? context.identifiers.name(context.stackName, context.logicalId), properties);
    },
    update: async (context, physicalId, properties) =>
      make(context, simple.refIsArn ? (physicalId.split(':').pop() ?? '') : physicalId, properties),
    delete: async (context) => context.sleep(2),
  };
}

function simpleArn(context: HandlerContext, simple: Simple, name: string): string {
  const [service, resource] = simple.arn ?? ['none', ''];
  const arn = arnOf(context.host, service, `${resource}${name}`);
  // Fn::GetAtt of a log group's ARN ends in ":*".
  return service === 'logs' ? `${arn}:*` : arn;
}
