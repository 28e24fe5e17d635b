import { arnOf, isRecord, type Json, type StackHost } from './host';
import type { HandlerContext } from './provider';
import { partitionOf } from '../partition';

/** A call of a resource handler, as far as it decides which permissions the handler needs. */
export interface RightsRequest {
  readonly action: 'create' | 'update' | 'delete';
  readonly properties: Json;
  readonly previous: Json;
  /** absent for a creation */
  readonly physicalId?: string;
}

interface Right {
  readonly action: string;
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, string>>;
}

type Rights = (context: HandlerContext, request: RightsRequest) => readonly Right[];

/**
 * The permissions that handlers need of the role that CloudFormation has, for the types whose handlers do not call the
 * services of the simulator one by one.
 * CFN-51: from the schemas of the types. What a schema lists for a property that the template does not set is left out;
 * which of the rest a handler really uses is unknown, so all of it is needed.
 */
const RIGHTS: Readonly<Record<string, Rights>> = {
  'AWS::IAM::Role': (context, { action, properties, previous, physicalId }) => {
    const name = physicalId ?? generatedName(context, properties.RoleName);
    const path = typeof properties.Path === 'string' ? properties.Path : '/';
    const has = (property: string) => isSet(properties[property]) || isSet(previous[property]);
    const changes = changesOf(action, properties, previous);
    const writes = {
      create: [
        'CreateRole', ...when(has('Policies'), 'PutRolePolicy'), ...when(has('ManagedPolicyArns'), 'AttachRolePolicy'),
        ...when(has('Tags'), 'TagRole'), ...when(has('PermissionsBoundary'), 'PutRolePermissionsBoundary'),
      ],
      update: [
        ...when(changes('AssumeRolePolicyDocument'), 'UpdateAssumeRolePolicy'),
        ...when(changes('Description') || changes('MaxSessionDuration'), 'UpdateRole'),
        ...when(changes('Policies'), 'PutRolePolicy', 'DeleteRolePolicy'),
        ...when(changes('ManagedPolicyArns'), 'AttachRolePolicy', 'DetachRolePolicy'),
        ...when(changes('Tags'), 'TagRole', 'UntagRole'),
        ...when(changes('PermissionsBoundary'), 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'),
      ],
      delete: [
        'DeleteRole', ...when(has('Policies'), 'DeleteRolePolicy'),
        ...when(has('ManagedPolicyArns'), 'DetachRolePolicy'),
      ],
    };
    const reads = [
      'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', ...when(has('Policies'), 'GetRolePolicy'),
    ];
    return rights('iam', [...writes[action], ...reads], iamArn(context.host, `role${path}${name}`));
  },
  'AWS::IAM::Policy': ({ host }, { action, properties, previous }) => {
    const roles = [properties.Roles, ...(action === 'update' ? [previous.Roles] : [])].flatMap((each) =>
      (Array.isArray(each) ? each.map(String) : []));
    const actions = {
      create: ['PutRolePolicy', 'GetRolePolicy'],
      update: ['PutRolePolicy', ...when(properties.PolicyName !== previous.PolicyName, 'DeleteRolePolicy')],
      delete: ['DeleteRolePolicy'],
    }[action];
    return [...new Set(roles)].flatMap((role) => rights('iam', actions, iamArn(host, `role/${role}`)));
  },
  'AWS::Lambda::Function': (context, { action, properties, previous, physicalId }) => {
    const name = physicalId ?? generatedName(context, properties.FunctionName);
    const changes = changesOf(action, properties, previous);
    const settings = Object.keys({ ...properties, ...previous }).filter((each) => !['Code', 'Tags'].includes(each));
    const reads = [
      'GetFunction', 'GetFunctionCodeSigningConfig', 'GetFunctionRecursionConfig', 'GetRuntimeManagementConfig',
    ];
    const writes = {
      // A function has system tags.
      create: ['CreateFunction', 'TagResource'],
      update: [
        ...when(changes('Code'), 'UpdateFunctionCode'),
        ...when(settings.some(changes), 'UpdateFunctionConfiguration'),
        ...when(changes('Tags'), 'TagResource', 'UntagResource'),
      ],
      delete: ['DeleteFunction'],
    };
    const code = isRecord(properties.Code) && action !== 'delete' && (action === 'create' || changes('Code'))
      ? [{ action: 's3:GetObject', resource: codeArn(context.host, properties.Code) }]
      : [];
    const passes = action === 'create' || changes('Role');
    const network = action === 'delete' ? ['ec2:DescribeNetworkInterfaces'] : [
      'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs',
    ];
    return [
      ...rights('lambda', [...writes[action], ...(action === 'delete' ? ['GetFunction'] : reads)],
        arnOf(context.host, 'lambda', `function:${name}`)),
      ...when(passes, passRole(properties.Role, 'lambda.amazonaws.com')),
      ...code,
      ...when(isSet(properties.VpcConfig), ...network.map((each) => ({ action: each, resource: '*' }))),
    ];
  },
  'AWS::Lambda::EventInvokeConfig': ({ host }, { action, properties }) => {
    const name = String(properties.FunctionName).split(':').pop() ?? '';
    const actions = {
      create: ['PutFunctionEventInvokeConfig', 'GetFunctionEventInvokeConfig'],
      update: ['UpdateFunctionEventInvokeConfig', 'GetFunctionEventInvokeConfig'],
      delete: ['DeleteFunctionEventInvokeConfig'],
    }[action];
    return rights('lambda', actions, arnOf(host, 'lambda', `function:${name}`));
  },
  'AWS::StepFunctions::StateMachine': (context, { action, properties, previous, physicalId }) => {
    const name = properties.StateMachineName ?? `${context.logicalId}-*`;
    const changes = changesOf(action, properties, previous);
    const actions = {
      create: ['CreateStateMachine', 'DescribeStateMachine', 'ListTagsForResource', 'TagResource'],
      update: [
        'UpdateStateMachine', 'DescribeStateMachine', 'ListTagsForResource',
        ...when(changes('Tags'), 'TagResource', 'UntagResource'),
      ],
      delete: ['DeleteStateMachine', 'DescribeStateMachine'],
    }[action];
    const arn = physicalId ?? arnOf(context.host, 'states', `stateMachine:${String(name)}`);
    const passes = action === 'delete' ? [] : [passRole(properties.RoleArn, 'states.amazonaws.com')];
    return [...rights('states', actions, arn), ...passes];
  },
  'AWS::Logs::LogGroup': (context, { action, properties, previous, physicalId }) => {
    const name = physicalId ?? generatedName(context, properties.LogGroupName);
    const has = (property: string) => isSet(properties[property]) || isSet(previous[property]);
    const changes = changesOf(action, properties, previous);
    const reads = ['ListTagsForResource', 'GetDataProtectionPolicy', 'DescribeIndexPolicies'];
    const writes = {
      create: [
        'CreateLogGroup', 'TagResource', ...when(has('RetentionInDays'), 'PutRetentionPolicy'),
        ...when(has('KmsKeyId'), 'AssociateKmsKey'), ...reads,
      ],
      update: [
        ...when(changes('RetentionInDays'), 'PutRetentionPolicy', 'DeleteRetentionPolicy'),
        ...when(changes('KmsKeyId'), 'AssociateKmsKey', 'DisassociateKmsKey'),
        ...when(changes('Tags'), 'TagResource', 'UntagResource'), ...reads,
      ],
      delete: ['DeleteLogGroup'],
    }[action];
    return [
      ...rights('logs', writes, arnOf(context.host, 'logs', `log-group:${name}`)),
      // These have no narrower resource.
      ...rights('logs', ['DescribeLogGroups', ...when(action !== 'delete', 'DescribeResourcePolicies')], '*'),
    ];
  },
  // Its handler calls Redshift Serverless. This is what it needs besides.
  'AWS::RedshiftServerless::Workgroup': ({ host }, { action, properties, previous }) => [
    ...rights('ec2', [
      'DescribeVpcAttribute', 'DescribeSecurityGroups', 'DescribeAddresses', 'DescribeInternetGateways',
      'DescribeSubnets', 'DescribeAccountAttributes', 'DescribeAvailabilityZones',
    ], '*'),
    ...rights('redshift-serverless', [
      'ListTagsForResource', ...when(action === 'create', 'TagResource'),
      ...when(changesOf(action, properties, previous)('Tags'), 'TagResource', 'UntagResource'),
    ], arnOf(host, 'redshift-serverless', 'workgroup/*')),
  ],
  'AWS::CloudWatch::Alarm': writeAll('cloudwatch', 'alarm:', {
    create: ['PutMetricAlarm', 'DescribeAlarms', 'ListTagsForResource', 'TagResource'],
    update: ['PutMetricAlarm', 'DescribeAlarms', 'ListTagsForResource'],
    delete: ['DeleteAlarms', 'DescribeAlarms'],
  }),
  'AWS::Events::Rule': writeAll('events', 'rule/', {
    create: ['PutRule', 'PutTargets', 'DescribeRule', 'ListTargetsByRule', 'ListTagsForResource', 'TagResource'],
    update: ['PutRule', 'PutTargets', 'RemoveTargets', 'DescribeRule', 'ListTargetsByRule', 'ListTagsForResource'],
    delete: ['DeleteRule', 'RemoveTargets', 'ListTargetsByRule', 'DescribeRule'],
  }),
  'AWS::Lambda::Permission': writeAll('lambda', 'function:', {
    create: ['AddPermission', 'GetPolicy'], update: [], delete: ['RemovePermission'],
  }),
};

/** Throws an AccessDeniedException unless the handler's caller may do what the handler of a type does. */
export function authorizeHandler(context: HandlerContext, request: RightsRequest): void {
  const needed = Object.hasOwn(RIGHTS, context.type) ? RIGHTS[context.type](context, request) : [];
  for (const { action, resource, conditions } of needed) { context.authorize(action, resource, conditions); }
}

function writeAll(
  service: string, resource: string, actions: Readonly<Record<RightsRequest['action'], readonly string[]>>,
): Rights {
  return ({ host }, { action }) => rights(service, actions[action], arnOf(host, service, `${resource}*`));
}

const rights = (service: string, actions: readonly string[], resource: string): readonly Right[] =>
  [...new Set(actions)].map((action) => ({ action: `${service}:${action}`, resource }));

const passRole = (role: unknown, service: string): Right =>
  ({ action: 'iam:PassRole', resource: String(role), conditions: { 'iam:PassedToService': service } });

const when = <T>(condition: boolean, ...items: readonly T[]): readonly T[] => (condition ? items : []);

function isSet(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

const changesOf = (action: string, properties: Json, previous: Json) => (name: string): boolean =>
  action === 'update' && JSON.stringify(properties[name]) !== JSON.stringify(previous[name]);

/** The name that a template gives, or what the generated one looks like. */
function generatedName(context: HandlerContext, given: unknown): string {
  return typeof given === 'string' ? given : `${context.stackName}-${context.logicalId}-*`;
}

const iamArn = ({ region, account }: StackHost, resource: string): string =>
  `arn:${partitionOf(region)}:iam::${account}:${resource}`;

const codeArn = ({ region }: StackHost, code: Json): string =>
  `arn:${partitionOf(region)}:s3:::${String(code.S3Bucket)}/${String(code.S3Key)}`;
