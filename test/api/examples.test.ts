/** The examples that only TypeScript has. `npm run test:languages` compares the quick start in every language. */
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { WarehouseStack } from '../../examples/bring-your-own-key/warehouse-stack';
import { FleetStack } from '../../examples/fleet/fleet-stack';
import { OperationsStack } from '../../examples/operations/operations-stack';
import { WarehouseStack as RestrictedStack } from '../../examples/restricted-key-policy/warehouse-stack';

describe('bring your own key', () => {
  const props = { keyId: 'k-1', alarmEmail: 'you@example.com' };
  const template = Template.fromStack(new WarehouseStack(new App(), 'BringYourOwnKey', props));

  test('creates no key', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  const waiter = [{ Name: 'StateMachineArn', Value: { Ref: Match.stringLikeRegexp('Waiter') } }];
  test.each([
    ['RedshiftRotatableNamespace', 'KeyChangeFailed', [{ Name: 'Namespace', Value: 'byok-warehouse' }]],
    ['RedshiftRotatableNamespace', 'KeyChangeUnattended', [{ Name: 'Namespace', Value: 'byok-warehouse' }]],
    ['RedshiftRotatableNamespace', 'ResponseUndelivered', [{ Name: 'Namespace', Value: 'byok-warehouse' }]],
    ['AWS/States', 'ExecutionsFailed', waiter],
  ])('alarms on %s %s', (Namespace, MetricName, Dimensions) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace,
      MetricName,
      Dimensions,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('Alarms') }],
      TreatMissingData: 'notBreaching',
    });
  });

  test.each(['cloudwatch', 'events'])('%s may publish to the topic', (service) => {
    const statement = { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: `${service}.amazonaws.com` } };
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) },
    });
  });
});

describe('fleet', () => {
  const props = { teams: ['orders', 'payments'], keyGeneration: 2 };
  const template = Template.fromStack(new FleetStack(new App(), 'Fleet', props));

  test('has a namespace and a workgroup for each team, and one key more than it uses', () => {
    template.resourceCountIs('AWS::RedshiftServerless::Namespace', 2);
    template.resourceCountIs('AWS::RedshiftServerless::Workgroup', 2);
    template.resourceCountIs('AWS::KMS::Key', 2 * 3);
  });

  test('shares one function and one waiter', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  });
});

describe('restricted key policy', () => {
  const template = Template.fromStack(new RestrictedStack(new App(), 'RestrictedKeyPolicy', { keyGeneration: 2 }));
  const roleOf = (logicalId: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(logicalId), 'Arn'] });
  const keyChangeRole = roleOf('^RedshiftNamespaceKeyChangeFunctionRole');
  const policy = (...statements: object[]) => ({
    KeyPolicy: { Statement: Match.arrayWith(statements.map((statement) => Match.objectLike(statement))) },
  });
  const viaRedshift = {
    StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', Match.arrayWith(['redshift-serverless.'])] } },
  };

  test('lets the role of the function use every generation through Redshift Serverless alone', () => {
    const principals = { AWS: Match.arrayWith([keyChangeRole]) };
    template.resourcePropertiesCountIs('AWS::KMS::Key', policy(
      { Sid: 'Read', Principal: { AWS: keyChangeRole }, Action: 'kms:DescribeKey' },
      { Sid: 'UseThroughRedshiftServerless', Principal: principals, Condition: viaRedshift },
      { Sid: 'GrantToRedshiftServerless', Principal: principals, Condition: Match.objectLike(viaRedshift) },
    ), 2);
  });

  test('lets the role that restores snapshots use every generation', () => {
    const Action = Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']);
    const grant = { Principal: { AWS: roleOf('^RestoreRole') }, Action };
    template.resourcePropertiesCountIs('AWS::KMS::Key', policy(grant), 2);
  });

  test('delegates to no IAM policy', () => {
    const keys = Object.values(template.findResources('AWS::KMS::Key'));
    expect(keys).toHaveLength(2);
    expect(JSON.stringify(keys)).not.toContain(':root');
    expect(JSON.stringify(keys)).not.toContain('kms:*');
  });
});

describe('operations', () => {
  const props = { asOf: '2027-01-10', pipelineName: 'warehouse' };
  const template = Template.fromStack(new OperationsStack(new App(), 'Operations', props));

  test('has the next key a week before it is due', () => {
    template.resourceCountIs('AWS::KMS::Key', 2);
  });

  test('starts the pipeline on both days, and inspects the key every day', () => {
    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    const started = schedules
      .filter(({ Properties }) => JSON.stringify(Properties.Target.Arn).includes('codepipeline'));
    expect(started.map(({ Properties }) => Properties.ScheduleExpression as string).sort())
      .toEqual(['cron(0 0 15 1 ? *)', 'cron(0 0 8 1 ? *)']);
    expect(schedules).toHaveLength(3);
  });

  test('every alarm publishes to the topic', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^OnCall') }],
    });
  });

  test('events go to the topic, and the function sends them', () => {
    template.resourceCountIs('AWS::Events::Rule', 2);
    template.allResourcesProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^OnCall') } })],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ KEY_CHANGE_EVENTS: 'true' }) },
    });
  });
});
