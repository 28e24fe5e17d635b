import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RotatableNamespace } from '../src';

test('the keys that the construct makes by default', () => {
  const stack = new Stack(new App(), 'Warehouse', { env: { account: '111122223333', region: 'us-east-1' } });
  new RotatableNamespace(stack, 'Namespace', { namespaceName: 'warehouse' });
  expect(Template.fromStack(stack).findResources('AWS::KMS::Key')).toMatchSnapshot();
});
