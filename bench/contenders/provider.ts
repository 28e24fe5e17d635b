import { join } from 'node:path';
import { CustomResource, Duration, aws_iam as iam, aws_lambda as lambda, aws_redshiftserverless as redshiftserverless, custom_resources as cr } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bundled } from '../assets';
import { keysOf, oncePerStack, type Contender, type Warehouse } from './contender';

type Pace = Pick<cr.ProviderProps, 'queryInterval' | 'totalTimeout'>;

const handlers = bundled('handlers', join(__dirname, '..', 'handlers', 'key-change.ts'));

/** The user's two functions, and the framework around them. */
class KeyChange extends Construct {
  public readonly serviceToken: string;

  constructor(scope: Construct, id: string, pace: Pace) {
    super(scope, id);
    this.serviceToken = new cr.Provider(this, 'Provider', {
      onEventHandler: this.handler('OnEvent', 'onEvent'),
      isCompleteHandler: this.handler('IsComplete', 'isComplete'),
      ...pace,
    }).serviceToken;
  }

  private handler(id: string, name: string): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      code: lambda.Code.fromAsset(handlers),
      handler: `index.${name}`,
      timeout: Duration.minutes(1),
      initialPolicy: [new iam.PolicyStatement({ actions: ['redshift-serverless:GetNamespace', 'redshift-serverless:UpdateNamespace', 'kms:*'], resources: ['*'] })],
    });
  }
}

function add(scope: Construct, warehouse: Warehouse, pace: Pace): void {
  const keys = keysOf(scope, warehouse);
  const namespace = new redshiftserverless.CfnNamespace(scope, 'Namespace', { namespaceName: warehouse.namespaceName, kmsKeyId: keys[0].keyArn });
  const provider = oncePerStack(scope, 'KeyChangeProvider', (stack) => new KeyChange(stack, 'KeyChangeProvider', pace));
  new CustomResource(scope, 'KeyChange', {
    resourceType: 'Custom::KeyChange',
    serviceToken: provider.serviceToken,
    properties: { NamespaceName: warehouse.namespaceName, KmsKeyId: keys[keys.length - 1].keyArn },
  }).node.addDependency(namespace);
}

/** (c) as it comes */
export const providerAtDefaults: Contender = {
  id: 'provider-defaults',
  label: 'Provider at its defaults',
  description: '`custom-resources.Provider` with onEvent and isComplete, `queryInterval` 5 s and `totalTimeout` 30 minutes, its defaults',
  add: (scope, warehouse) => add(scope, warehouse, {}),
};

/** (c) at its best: as long as can be, and as few looks as keep the lag that we promise ourselves for short changes. */
export const providerAtBest: Contender = {
  id: 'provider-best',
  label: 'Provider at its best',
  description: '`custom-resources.Provider` with `totalTimeout` one hour, the longest that CloudFormation waits, and `queryInterval` 12 s, which divides it and still notices within 15 s',
  add: (scope, warehouse) => add(scope, warehouse, { totalTimeout: Duration.hours(1), queryInterval: Duration.seconds(12) }),
};
