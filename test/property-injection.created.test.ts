/** What injected props do to the constructs that this library creates: a company's defaults for keys, say. */
import {
  App, Duration, PropertyInjectors, RemovalPolicy, Stack,
  aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ENV, KEY } from './templates';
import { RotatableNamespace } from '../src';

interface Injection {
  /** the class that is injected into */
  readonly id: string;
  /** what the construct gives wins over it */
  readonly defaults?: object;
  /** it wins over what the construct gives */
  readonly forced?: (stack: Stack) => object;
}

function synth({ id, defaults, forced }: Injection): Template {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const values = forced?.(stack) ?? {};
  PropertyInjectors.of(stack).add({
    constructUniqueId: id,
    inject: (given: object) => ({ ...defaults, ...given, ...values }),
  });
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
  return Template.fromStack(stack);
}

test('what the library gives wins over defaults', () => {
  const template = synth({
    id: kms.Key.PROPERTY_INJECTION_ID,
    defaults: { removalPolicy: RemovalPolicy.DESTROY, pendingWindow: Duration.days(7), enabled: true },
  });
  template.hasResource(KEY, { DeletionPolicy: 'Retain', Properties: { PendingWindowInDays: 30 } });
});

test('what it leaves open is taken: a log class, say', () => {
  const template = synth({
    id: logs.LogGroup.PROPERTY_INJECTION_ID,
    defaults: { logGroupClass: logs.LogGroupClass.STANDARD },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupClass: 'STANDARD' });
});

test.each<[string, Injection, string]>([
  ['keys that are deleted', {
    id: kms.Key.PROPERTY_INJECTION_ID,
    forced: () => ({ removalPolicy: RemovalPolicy.DESTROY }),
  }, 'keyNotRetained'],
  ['functions with another timeout', {
    id: lambda.Function.PROPERTY_INJECTION_ID,
    forced: () => ({ timeout: Duration.seconds(3) }),
  }, 'providerAltered'],
  ['functions with a dead-letter queue', {
    id: lambda.Function.PROPERTY_INJECTION_ID,
    forced: (stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Dead') }),
  }, 'providerAltered'],
])('forced props are refused: %s', (_, injection, id) => {
  expect(() => synth(injection)).toThrow(`cdk-redshift-rotatable-namespace:${id}`);
});
