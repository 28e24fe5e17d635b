/** The examples that only TypeScript has. The quick start is compared in every language by `npm run test:languages`. */
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { WarehouseStack } from '../../examples/bring-your-own-key/warehouse-stack';
import { FleetStack } from '../../examples/fleet/fleet-stack';

describe('bring your own key', () => {
  const template = Template.fromStack(new WarehouseStack(new App(), 'BringYourOwnKey', { keyId: 'k-1', alarmEmail: 'you@example.com' }));

  test('makes no key', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test.each([
    ['RedshiftRotatableNamespace', 'KeyChangeUnattended', Match.absent()],
    ['RedshiftRotatableNamespace', 'AnswerUndelivered', Match.absent()],
    ['AWS/States', 'ExecutionsFailed', [{ Name: 'StateMachineArn', Value: { Ref: Match.stringLikeRegexp('Waiter') } }]],
  ])('alarms on %s %s', (Namespace, MetricName, Dimensions) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace, MetricName, Dimensions, AlarmActions: [{ Ref: Match.stringLikeRegexp('Alarms') }], TreatMissingData: 'notBreaching',
    });
  });

  test('alarms and events may publish', () => {
    for (const service of ['cloudwatch', 'events']) {
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: `${service}.amazonaws.com` } })]) },
      });
    }
  });
});

describe('fleet', () => {
  const template = Template.fromStack(new FleetStack(new App(), 'Fleet', { teams: ['orders', 'payments'], keyGeneration: 2 }));

  test('has a namespace and a workgroup a team, and a key more than it uses', () => {
    template.resourceCountIs('AWS::RedshiftServerless::Namespace', 2);
    template.resourceCountIs('AWS::RedshiftServerless::Workgroup', 2);
    template.resourceCountIs('AWS::KMS::Key', 2 * 3);
  });

  test('shares one function and one waiter', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  });
});
