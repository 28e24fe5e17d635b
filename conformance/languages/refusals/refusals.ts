/** Input that every language must refuse. Prints the exception of each attempt as one JSON object a line. */
import {
  App, Aspects, RemovalPolicy, Stack, aws_kms as kms, aws_logs as logs, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { KeyChangeProvider, NamespaceEncryption, NamespaceKeyGuard, RotatableNamespace } from '../../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });

const attempts: Record<string, () => void> = {
  'reserved name': () => {
    new RotatableNamespace(newStack(), 'Warehouse', { namespaceName: 'select' });
  },
  'several mistakes': () => {
    new RotatableNamespace(newStack(), 'Warehouse', {
      namespaceName: 'x',
      dbName: '1st',
      encryption: NamespaceEncryption.keyGenerations({ active: 3, newest: 2 }),
    });
  },
  'key of another Region': () => {
    const stack = newStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k-1');
    new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.customerManagedKey(key),
    });
  },
  'key that the app deletes': () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: 'other',
      encryption: NamespaceEncryption.customerManagedKey(
        new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY }),
      ),
    });
    app.synth();
  },
  'settings of the provider after the first namespace': () => {
    const stack = newStack();
    new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'other' });
    KeyChangeProvider.of(stack, { logRetention: logs.RetentionDays.ONE_WEEK });
  },
  // The context says that the live namespace is on a customer managed key.
  'back to an AWS-owned key': () => {
    const app = new App();
    new RotatableNamespace(new Stack(app, 'Stack', { env: ENV }), 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.awsOwnedKey(),
    });
    app.synth();
  },
  'back to an AWS-owned key, found by the guard': () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: ENV });
    new redshiftserverless.CfnNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
    Aspects.of(app).add(new NamespaceKeyGuard());
    app.synth();
  },
};

for (const [attempt, run] of Object.entries(attempts)) {
  try {
    run();
  } catch (error) {
    const type = error instanceof Error ? 'Error' : typeof error;
    console.log(JSON.stringify({ attempt, type, message: String(error) }));
  }
}
