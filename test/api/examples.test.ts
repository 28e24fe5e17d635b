/** The examples that only TypeScript has. `npm run test:languages` compares the quick start in every language. */
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { WarehouseStack } from '../../examples/bring-your-own-key/warehouse-stack';
import { FleetStack } from '../../examples/fleet/fleet-stack';

describe('bring your own key', () => {
  const props = { keyId: 'k-1', alarmEmail: 'you@example.com' };
  const template = Template.fromStack(new WarehouseStack(new App(), 'BringYourOwnKey', props));

  test('creates no key', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  const waiter = [{ Name: 'StateMachineArn', Value: { Ref: Match.stringLikeRegexp('Waiter') } }];
  test.each([
    ['RedshiftRotatableNamespace', 'KeyChangeUnattended', Match.absent()],
    ['RedshiftRotatableNamespace', 'ResponseUndelivered', Match.absent()],
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
