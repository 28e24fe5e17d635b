import { join } from 'node:path';
import {
  CustomResource, Duration, aws_iam as iam, aws_lambda as lambda, aws_redshiftserverless as redshiftserverless,
  custom_resources as cr,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bundled } from '../assets';
import { keysOf, oncePerStack, type Contender, type Warehouse } from './contender';

type Timing = Pick<cr.ProviderProps, 'queryInterval' | 'totalTimeout'>;

const handlers = bundled('handlers', join(__dirname, '..', 'handlers', 'key-change.ts'));

/** The user's two functions, and the framework around them. */
class KeyChange extends Construct {
  public readonly serviceToken: string;

  constructor(scope: Construct, id: string, timing: Timing) {
    super(scope, id);
    this.serviceToken = new cr.Provider(this, 'Provider', {
      onEventHandler: this.handler('OnEvent', 'onEvent'),
      isCompleteHandler: this.handler('IsComplete', 'isComplete'),
      ...timing,
    }).serviceToken;
  }

  private handler(id: string, name: string): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      code: lambda.Code.fromAsset(handlers),
      handler: `index.${name}`,
      timeout: Duration.minutes(1),
      initialPolicy: [new iam.PolicyStatement({
        actions: ['redshift-serverless:GetNamespace', 'redshift-serverless:UpdateNamespace', 'kms:*'], resources: ['*'],
      })],
    });
  }
}

function add(scope: Construct, warehouse: Warehouse, timing: Timing): void {
  const { namespaceName } = warehouse;
  const keys = keysOf(scope, warehouse);
  const namespace = new redshiftserverless.CfnNamespace(scope, 'Namespace', {
    namespaceName, kmsKeyId: keys[0].keyArn,
  });
  const id = 'KeyChangeProvider';
  const provider = oncePerStack(scope, id, (stack) => new KeyChange(stack, id, timing));
  new CustomResource(scope, 'KeyChange', {
    resourceType: 'Custom::KeyChange',
    serviceToken: provider.serviceToken,
    properties: { NamespaceName: namespaceName, KmsKeyId: keys[keys.length - 1].keyArn },
  }).node.addDependency(namespace);
}

export const providerAtDefaults: Contender = {
  id: 'provider-defaults',
  label: 'Provider at its defaults',
  description: '`custom-resources.Provider` with onEvent and isComplete, `queryInterval` 5 s and `totalTimeout` '
    + '30 minutes, its defaults',
  add: (scope, warehouse) => add(scope, warehouse, {}),
};

/** The longest timeout, and the fewest calls that keep the lag which this library sets itself for short changes. */
export const providerAtBest: Contender = {
  id: 'provider-best',
  label: 'Provider at its best',
  description: '`custom-resources.Provider` with `totalTimeout` one hour, the longest that CloudFormation waits, and '
    + '`queryInterval` 12 s, which divides it and still notices the end within 15 s',
  add: (scope, warehouse) => add(scope, warehouse, {
    totalTimeout: Duration.hours(1), queryInterval: Duration.seconds(12),
  }),
};
