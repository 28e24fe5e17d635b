import { LocalAws } from '../local-aws';
import type { CloudFormation } from './cloudformation';
import type { Json } from './host';
import { localCloudFormation } from './local-aws-host';

let aws: LocalAws;
let cfn: CloudFormation;
beforeEach(async () => {
  aws = await LocalAws.start();
  await aws.stop();
  cfn = localCloudFormation(aws);
});

const deploy = (resources: Json) => aws.clock.run(cfn.deploy({
  stackName: 'Stack', assetFolder: () => '', template: { Resources: resources },
}));
const trust = (...services: readonly string[]): Json => ({
  Statement: services.map((Service) => ({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })),
});
const role = (properties: Json = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'worker', AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...properties },
});
const machine = (properties: Json = {}): Json => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
    ...properties,
  },
});
const document = (Effect: string, Action: string): Json => ({ Statement: [{ Effect, Action, Resource: '*' }] });

describe('a property that the simulator does not model is refused by its name', () => {
  interface Case { readonly type: string; readonly property: string; readonly value: unknown }
  test.each<Case>([
    { type: 'AWS::IAM::Policy', property: 'Users', value: ['me'] },
    { type: 'AWS::KMS::Key', property: 'MultiRegion', value: true },
    { type: 'AWS::KMS::Key', property: 'Origin', value: 'EXTERNAL' },
    { type: 'AWS::Lambda::Function', property: 'FileSystemConfigs', value: [] },
    { type: 'AWS::StepFunctions::StateMachine', property: 'EncryptionConfiguration', value: {} },
  ])('$property of $type', async ({ type, property, value }) => {
    await expect(deploy({ It: { Type: type, Properties: { [property]: value } } })).rejects.toMatchObject({
      code: 'ValidationError',
      message: `the simulator does not model these properties of ${type} It: ${property}; leave them out, or add them `
        + 'to modeled-properties.ts',
    });
  });

  test('what CloudFormation does not have either is an extraneous key', async () => {
    await expect(deploy({ It: { Type: 'AWS::KMS::Key', Properties: { Nonsense: 1 } } }))
      .rejects.toThrow('extraneous key [Nonsense] is not permitted');
  });

  test('values that mean nothing are accepted', async () => {
    const key = { Type: 'AWS::KMS::Key', Properties: { MultiRegion: false, Origin: 'AWS_KMS' } };
    expect((await deploy({ Key: key })).status).toBe('CREATE_COMPLETE');
  });
});

describe('a role', () => {
  const caller = { principal: 'worker', administrator: false };
  const isAllowed = (action: string) => aws.iam.denial(caller, action, '*') === undefined;

  test('that a service cannot assume', async () => {
    const { cause } = await deploy({ Role: role(), Machine: machine() });
    expect(cause).toMatch(/role\/worker cannot be assumed by Step Functions: its trust policy does not name states/);
  });

  test('that a service may assume only for another account', async () => {
    const [statement] = trust('states.amazonaws.com').Statement as Json[];
    const Condition = { StringEquals: { 'aws:SourceAccount': '444455556666' } };
    const AssumeRolePolicyDocument = { Statement: [{ ...statement, Condition }] };
    expect((await deploy({ Role: role({ AssumeRolePolicyDocument }), Machine: machine() })).cause)
      .toContain('cannot be assumed');
  });

  test('that the service may assume', async () => {
    const AssumeRolePolicyDocument = trust('lambda.amazonaws.com', 'states.amazonaws.com');
    expect((await deploy({ Role: role({ AssumeRolePolicyDocument }), Machine: machine() })).status)
      .toBe('CREATE_COMPLETE');
  });

  test('has the permissions of a managed policy of the template, and loses them with it', async () => {
    const Managed = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: document('Allow', 'kms:*'), Roles: ['worker'] },
      DependsOn: 'Role',
    };
    await deploy({ Role: role(), Managed });
    expect(isAllowed('kms:Decrypt')).toBe(true);
    await deploy({ Role: role() });
    expect(isAllowed('kms:Decrypt')).toBe(false);
  });

  test('has no more permissions than its boundary', async () => {
    const Boundary = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document('Allow', 'kms:D*') } };
    const Policies = [{ PolicyName: 'all', PolicyDocument: document('Allow', '*') }];
    await deploy({ Boundary, Role: role({ Policies, PermissionsBoundary: { Ref: 'Boundary' } }) });
    expect([isAllowed('kms:Decrypt'), isAllowed('kms:Encrypt')]).toEqual([true, false]);
    await deploy({ Boundary, Role: role({ Policies }) });
    expect(isAllowed('kms:Encrypt')).toBe(true);
  });

  test.each([
    ['ManagedPolicyArns', ['arn:aws:iam::111122223333:policy/unknown'], /managed policy .*unknown/],
    ['ManagedPolicyArns', ['arn:aws:iam::aws:policy/AWSDenyAll'], /AWSDenyAll/],
    ['PermissionsBoundary', 'arn:aws:iam::aws:policy/PowerUserAccess', /permissions boundary .*PowerUserAccess/],
  ])('with a policy that the simulator does not know: %s', async (property, value, want) => {
    expect((await deploy({ Role: role({ [property]: value }) })).cause).toMatch(want);
  });

  test.each([
    ['ManagedPolicyArns', ['arn:aws:iam::aws:policy/ReadOnlyAccess']],
    ['PermissionsBoundary', 'arn:aws:iam::aws:policy/AdministratorAccess'],
  ])('with a policy of AWS that changes nothing: %s', async (property, value) => {
    expect((await deploy({ Role: role({ [property]: value }) })).status).toBe('CREATE_COMPLETE');
    expect(isAllowed('kms:DescribeKey')).toBe(false);
  });
});
