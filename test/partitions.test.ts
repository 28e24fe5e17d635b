import { App, Size, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NAMESPACE } from './templates';
import {
  KeyChangeDashboard, KeyChangeProvider, KeyChangeTimeout, NamespaceEncryption, RotatableNamespace,
} from '../src';

const ACCOUNT = '111122223333';

/** A stack with everything that the library can create. */
function everythingIn(region?: string): Stack {
  const env = region === undefined ? undefined : { account: ACCOUNT, region };
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env });
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations({ active: 1, newest: 2 }),
    keyChangeTimeout: KeyChangeTimeout.forDataSize(Size.tebibytes(100)),
  });
  const { all } = warehouse.addAlarms('Alarms');
  new KeyChangeDashboard(stack, 'Dashboard', { namespaces: [warehouse], alarms: all });
  warehouse.onKeyChangeFailed('Failed');
  warehouse.onKeyInaccessible('Inaccessible');
  warehouse.onNamespaceUpdated('Updated');
  KeyChangeProvider.of(stack).addQueryDefinitions();
  return stack;
}

const REGIONS = [
  { partition: 'aws', region: 'eu-west-1' },
  { partition: 'aws-cn', region: 'cn-north-1' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1' },
  { partition: 'the one of the deployment', region: undefined },
];

describe.each(REGIONS)('$partition ($region)', ({ region }) => {
  const template = Template.fromStack(everythingIn(region));
  const text = JSON.stringify(template.toJSON());

  test('no partition stands in the template as text', () => {
    expect(text.match(/arn:aws[a-z-]*:/g) ?? []).toEqual([]);
    expect(text).toContain('{"Ref":"AWS::Partition"}');
  });

  test('KMS is used through Redshift Serverless, under the suffix that it has in every partition', () => {
    const via = text.match(/"kms:ViaService":("[^"]*"|\{.*?\]\]\})/g) ?? [];
    expect(via.length).toBeGreaterThan(0);
    const where = region === undefined ? '{"Ref":"AWS::Region"}' : region;
    for (const one of via) {
      expect(one).toContain('redshift-serverless.');
      expect(one).toContain(where);
      expect(one).toContain('.amazonaws.com"');
      expect(one).not.toContain('amazonaws.com.cn');
    }
  });

  test('services assume roles by their names, which are the same in every partition', () => {
    const principals = Object.values(template.findResources('AWS::IAM::Role'))
      .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement)
      .map(({ Principal }) => Principal.Service as unknown);
    expect(principals.sort()).toEqual(['lambda.amazonaws.com', 'states.amazonaws.com']);
  });

  test('the namespace names its alias in the partition', () => {
    const [namespace] = Object.values(template.findResources(NAMESPACE));
    expect(JSON.stringify(namespace.Properties.KmsKeyId)).toMatch(
      /^\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},":kms:/);
  });
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('a key of your own in %s', (partition, region) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  const keyArn = `arn:${partition}:kms:${region}:${ACCOUNT}:key/k-1`;
  const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
  new RotatableNamespace(stack, 'Warehouse', { encryption });
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(new Set(text.match(/arn:aws[a-z-]*:/g))).toEqual(new Set([`arn:${partition}:`]));
});
