import { Match } from 'aws-cdk-lib/assertions';
import { synthKeyChange } from './key-change';

describe('the function and the waiter', () => {
  const template = synthKeyChange();

  test('the runtime is pinned, old events are dropped, and the timeout is the one that the decisions rely on', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 60, MemorySize: 256,
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2, DestinationConfig: Match.absent(),
    });
  });

  // Each of them would hold the pre-signed ResponseURL.
  test('no dead-letter queue, no tracing, no execution data in the log', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      DeadLetterConfig: Match.absent(), TracingConfig: Match.absent(),
    });
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ Level: 'ALL', IncludeExecutionData: false }),
      TracingConfiguration: Match.absent(),
    });
  });

  test('each log has a retention', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
  });

  test('the function has no fixed name: a ServiceToken can never change', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: Match.absent() });
  });
});
