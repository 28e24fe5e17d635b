/**
 * A test for an AWS account:
 * `npx integ-runner --language typescript --directory conformance/integ --force --parallel-regions us-east-1`.
 *
 * It creates a namespace under a first key, moves it to a second key, and asserts the key of the live namespace.
 * It costs little, since there is no workgroup and almost no data. Everything is deleted at the end, except for the two
 * keys: a namespace cannot be on a key that is deleted with the app. Schedule their deletion by hand.
 */
import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';

const NAMESPACE_NAME = 'integ-key-change';

const app = new App();
const before = new Stack(app, 'integ-key-change-before');
const [first, second] = ['First', 'Second'].map((id) => new kms.Key(before, id));

const namespace = new RotatableNamespace(before, 'Namespace', {
  namespaceName: NAMESPACE_NAME,
  encryption: NamespaceEncryption.customerManagedKey(first),
  removalPolicy: RemovalPolicy.DESTROY,
});

// Another stack, so that the namespace exists when its key is changed.
const after = new Stack(app, 'integ-key-change-after');
const change = new NamespaceKeyChange(after, 'KeyChange', {
  namespaceName: NAMESPACE_NAME,
  namespaceId: namespace.namespaceId,
  key: second,
  // Otherwise a key change that is created only confirms the key.
  changeKeyOnCreate: true,
});

const integ = new IntegTest(app, 'KeyChange', { testCases: [before, after] });
const live = integ.assertions.awsApiCall('redshift-serverless', 'GetNamespace', { namespaceName: NAMESPACE_NAME });
live.provider.addToRolePolicy({ Effect: 'Allow', Action: ['redshift-serverless:GetNamespace'], Resource: ['*'] });
live.expect(ExpectedResult.objectLike({
  namespace: { namespaceName: NAMESPACE_NAME, kmsKeyId: second.keyArn, status: 'AVAILABLE' },
}));
live.node.addDependency(change);
