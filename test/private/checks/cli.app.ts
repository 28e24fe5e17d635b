import { App, Aspects, Stack } from 'aws-cdk-lib';
import { NamespaceEncryption, NamespaceKeyGuard, RotatableNamespace } from '../../../src';

/** The app that the CDK CLI runs in cli.test.ts. */
const app = new App({ analyticsReporting: false });
const env = process.env.GUARD_ENV === 'agnostic' ? undefined : { account: '111122223333', region: 'eu-west-1' };
const stack = new Stack(app, 'Warehouse', { env });
Aspects.of(app).add(new NamespaceKeyGuard());
const isCustomerManaged = process.env.GUARD_ENCRYPTION === 'customer-managed';
new RotatableNamespace(stack, 'Namespace', {
  namespaceName: 'warehouse',
  encryption: isCustomerManaged ? NamespaceEncryption.keyGenerations() : NamespaceEncryption.awsOwnedKey(),
});
