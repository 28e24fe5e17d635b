import { NestedStack, Stack, App, aws_kms as kms } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { synthKeyChange } from './key-change';
import { NamespaceKeyChange, RotatableNamespace } from '../../../src';
import { ENV, NAMESPACE, newStack, type Fragment } from '../../templates';
import { KEY } from '../checks/support';

const TAG = 'aws:ResourceTag/cdk-redshift-rotatable-namespace:stack';

/** The statements of every role and policy, by their Sid. */
function statementsOf(template: Template): Record<string, Fragment> {
  const roles = Object.values(template.findResources('AWS::IAM::Role'))
    .flatMap((role) => role.Properties.Policies ?? []);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((policy) => policy.Properties);
  const all = [...roles, ...policies].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return Object.fromEntries(all.map((statement) => [statement.Sid ?? statement.Action, statement]));
}

/** An ARN as the template has it, from the service on. */
const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });

function nestedTemplate(): Template {
  const nested = new NestedStack(new Stack(new App(), 'Outer', { env: ENV }), 'Nested');
  new RotatableNamespace(nested, 'Warehouse');
  return Template.fromStack(nested);
}

test('the function may read its own stack, and no other', () => {
  expect(statementsOf(synthKeyChange()).ReadOwnStack).toEqual({
    Sid: 'ReadOwnStack',
    Action: [
      'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:ListStackResources',
    ],
    Effect: 'Allow',
    Resource: { Ref: 'AWS::StackId' },
  });
});

test('a nested stack is its own stack: its id is the one in the events of its resources', () => {
  expect(statementsOf(nestedTemplate()).ReadOwnStack.Resource).toEqual({ Ref: 'AWS::StackId' });
});

test('any namespace of the account may be read', () => {
  expect(statementsOf(synthKeyChange()).ReadNamespaces).toEqual({
    Sid: 'ReadNamespaces',
    Action: 'redshift-serverless:GetNamespace',
    Effect: 'Allow',
    Resource: arn(':redshift-serverless:eu-west-1:111122223333:namespace/*'),
  });
});

test('the size of the data may be read: the only permission for an estimate', () => {
  expect(statementsOf(synthKeyChange()).ReadDataSize).toEqual({
    Sid: 'ReadDataSize', Action: 'redshift-serverless:ListRecoveryPoints', Effect: 'Allow', Resource: '*',
  });
});

test('a namespace may be changed only if it has the tag of the stack, whatever name that is deployed with', () => {
  expect(statementsOf(synthKeyChange()).ChangeTheKeyOfOwnNamespaces).toMatchObject({
    Action: 'redshift-serverless:UpdateNamespace',
    Condition: { StringEquals: { [TAG]: { Ref: 'AWS::StackName' } } },
    Resource: arn(':redshift-serverless:eu-west-1:111122223333:namespace/*'),
  });
});

test('the namespace itself has that tag, in a nested stack too', () => {
  const template = nestedTemplate();
  const [resource] = Object.values(template.findResources(NAMESPACE));
  const tag = resource.Properties.Tags[0].Value;
  expect(tag).toEqual({ Ref: 'AWS::StackName' });
  expect(statementsOf(template).ChangeTheKeyOfOwnNamespaces.Condition.StringEquals[TAG]).toEqual(tag);
});

test('with an id, the exact ARN', () => {
  const stack = newStack();
  const key = kms.Key.fromKeyArn(stack, 'Other', KEY);
  new NamespaceKeyChange(stack, 'Another', { namespaceName: 'another', key, namespaceId: 'id-2' });
  const { ChangeTheKeyOfNamedNamespaces: statement } = statementsOf(synthKeyChange({ namespaceId: 'id-1' }, stack));
  const namespaceArn = (id: string) => arn(`:redshift-serverless:eu-west-1:111122223333:namespace/${id}`);
  expect(statement).toMatchObject({
    Action: 'redshift-serverless:UpdateNamespace',
    Resource: [namespaceArn('id-2'), namespaceArn('id-1')],
  });
  expect(statement).not.toHaveProperty('Condition');
});

test('without an id there is no such statement', () => {
  expect(statementsOf(synthKeyChange())).not.toHaveProperty('ChangeTheKeyOfNamedNamespaces');
});

test('keys are used through Amazon Redshift Serverless alone', () => {
  const {
    UseKeysThroughRedshiftServerless: use, GrantKeysToRedshiftServerless: grant, ReadKeys: read,
    RetireGrantsThroughRedshiftServerless: retire,
  } = statementsOf(synthKeyChange());
  const via = { 'kms:ViaService': 'redshift-serverless.eu-west-1.amazonaws.com' };
  expect(use).toMatchObject({
    Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    Condition: { StringEquals: via },
  });
  expect(grant).toMatchObject({
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Condition: { StringEquals: via, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
  // KMS does not evaluate GrantIsForAWSResource for it.
  expect(retire).toEqual({
    Sid: 'RetireGrantsThroughRedshiftServerless',
    Action: 'kms:RetireGrant',
    Effect: 'Allow',
    Resource: use.Resource,
    Condition: { StringEquals: via },
  });
  expect(read).toEqual({ Sid: 'ReadKeys', Action: 'kms:DescribeKey', Effect: 'Allow', Resource: use.Resource });
  expect(use.Resource).toEqual(arn(':kms:eu-west-1:*:key/*'));
});

test('every KMS action that UpdateNamespace depends on is permitted, whether or not it is enforced', () => {
  // Service Authorization Reference, and the schema of CloudFormation's namespace handler.
  const dependent = ['CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKey', 'RetireGrant'];
  const inSchema = ['ListGrants', 'RevokeGrant'];
  const permitted = Object.values(statementsOf(synthKeyChange())).flatMap(({ Action: action }) => action);
  expect(permitted).toEqual(expect.arrayContaining([...dependent, ...inSchema].map((name) => `kms:${name}`)));
});

test('no statement is wider than what supports no resource needs', () => {
  const all = Object.values(statementsOf(synthKeyChange()));
  const wide = all.filter(({ Resource }) => String(Resource) === '*').map(({ Sid }) => Sid);
  expect(wide).toEqual(['ReadDataSize', 'DeliverLogs']);
});

test('the policies are the same whatever keys there are, so that a rollback takes no permission away', () => {
  const stack = newStack();
  const key = kms.Key.fromKeyArn(stack, 'Mine', 'arn:aws:kms:eu-west-1:111122223333:key/other');
  expect(statementsOf(synthKeyChange({ key }, stack))).toEqual(statementsOf(synthKeyChange()));
});
