import { Assumptions } from './assumptions';
import { nominalSeconds } from './durations';
import { Bench, custom, plain, stackOf } from '../fake-host';
import type { Json } from '../host';
import type { CloudFormationOptions } from '../options';

const assuming = (options: Partial<Assumptions['options']> = {}): Assumptions =>
  new Assumptions({ works: () => false, customResourceTypes: ['Custom::Thing'], ...options });

const bucket = (properties: Json = {}): Json => ({ Type: 'AWS::S3::Bucket', Properties: properties });
const bench = (assumptions: Assumptions, more: CloudFormationOptions = {}) => new Bench({ assumptions, ...more });
const resolved = (one: Bench, logicalId: string) => one.cfn.describe('Stack').resources[logicalId].properties;

test('without assumptions, an unknown type and Fn::GetAZs are refused', async () => {
  await expect(new Bench().deploy({ B: bucket() })).rejects.toThrow('Unrecognized resource types: [AWS::S3::Bucket]');
  await expect(new Bench().deploy({ P: plain({ Value: { 'Fn::GetAZs': '' } }) })).resolves.toBe('ROLLBACK_COMPLETE');
});

test('an unknown type takes its nominal time, is updated in place, and is listed once for each', async () => {
  const assumptions = assuming();
  const one = bench(assumptions);
  const start = one.host.clock.now();
  await expect(one.deploy({ B: bucket() })).resolves.toBe('CREATE_COMPLETE');
  expect(one.host.clock.now() - start).toBe(nominalSeconds('AWS::S3::Bucket', 'create') * 1000);
  const before = one.cfn.describe('Stack').resources.B.physicalId;
  await expect(one.deploy({ B: bucket({ Versioned: true }) })).resolves.toBe('UPDATE_COMPLETE');
  expect(one.cfn.describe('Stack').resources.B.physicalId).toBe(before);
  await one.deploy({ B: bucket({ Versioned: false }) });
  expect(assumptions.all).toEqual([
    { place: 'B', what: 'AWS::S3::Bucket is created within 20 s' },
    { place: 'B', what: 'AWS::S3::Bucket is updated in place within 10 s' },
  ]);
});

test('attributes look like the real ones, and are the same each time', async () => {
  const one = bench(assuming());
  const reader = plain({
    Arn: { 'Fn::GetAtt': ['B', 'Arn'] },
    Value: { 'Fn::Join': ['|', [{ 'Fn::GetAtt': ['B', 'DomainName'] }, { 'Fn::GetAtt': ['B', 'Endpoint.Port'] }]] },
    Name: { 'Fn::Select': [1, { 'Fn::GetAtt': ['B', 'DnsEntries'] }] },
    FailOn: { 'Fn::Select': [3, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['B', 'Arn'] }] }] },
  });
  const properties = (reader as { Properties: Json }).Properties;
  await one.deploy({ B: bucket(), R: { Type: 'AWS::Any::Reader', Properties: properties } });
  const read = resolved(one, 'R');
  expect(read.Arn).toMatch(/^arn:aws:s3:us-east-1:111122223333:bucket\/Stack-B-/);
  expect(read.Value).toMatch(/^stack-b-\S+\.s3\.us-east-1\.example\.com\|5432$/);
  expect(read.Name).toMatch(/DnsEntries-2$/);
  expect(read.FailOn).toBe('item-3');
  await one.deploy({ B: bucket({ Other: 1 }), R: { Type: 'AWS::Any::Reader', Properties: properties } });
  expect(resolved(one, 'R')).toEqual(read);
});

test('exports and SSM parameters that nobody has are assumed, and listed', async () => {
  const assumptions = assuming({ ssmParameter: (name) => name === '/known' ? 'value' : undefined });
  const one = bench(assumptions);
  const parameters = {
    Known: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/known' },
    Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/ami' },
    Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  };
  await one.deploy({
    P: {
      Type: 'AWS::Any::Thing',
      Properties: {
        Known: { Ref: 'Known' },
        Image: { Ref: 'Image' },
        Import: { 'Fn::ImportValue': 'Other:Vpc' },
        Zones: { 'Fn::GetAZs': { Ref: 'AWS::Region' } },
      },
    },
  }, { Parameters: parameters });
  expect(resolved(one, 'P')).toEqual({
    Known: 'value',
    Image: 'ami-0123456789abcdef0',
    Import: 'import-Other-Vpc',
    Zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  });
  expect(assumptions.all.map(({ place }) => place)).toEqual([
    'SSM parameter /known', 'SSM parameter /aws/service/ami', 'export Other:Vpc',
    'availability zones of us-east-1', 'P',
  ]);
});

test('an attribute that a known type does not have is invented, and listed', async () => {
  const assumptions = assuming();
  const one = bench(assumptions);
  await one.deploy({
    Workgroup: plain({ Value: 'v' }),
    Reader: {
      Type: 'AWS::Any::Reader',
      Properties: {
        Known: { 'Fn::GetAtt': ['Workgroup', 'Value'] },
        Host: { 'Fn::GetAtt': ['Workgroup', 'Workgroup.Endpoint.Address'] },
      },
    },
  });
  expect(resolved(one, 'Reader')).toEqual({
    Known: 'v', Host: expect.stringMatching(/^stack-workgroup-.*example\.com$/),
  });
  expect(assumptions.all[0]).toEqual({
    place: 'Workgroup.Workgroup.Endpoint.Address', what: 'is an attribute whose value is invented',
  });
});

test('only chosen custom resources are called; another is assumed', async () => {
  const one = bench(assuming());
  await one.deploy({ Called: custom(), Other: { Type: 'Custom::Other', Properties: { ServiceToken: 'arn' } } });
  expect(one.cfn.requests.map(({ event }) => event.LogicalResourceId)).toEqual(['Called']);
});

test('a role works only where it is chosen', async () => {
  const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
  const one = bench(assuming({ works: (logicalId) => logicalId === 'Mine' }));
  await one.deploy({ Mine: role, Theirs: role });
  expect(one.host.log.filter((line) => line.startsWith('putRole '))).toEqual([expect.stringContaining('Mine')]);
  await one.run(one.cfn.deleteStack('Stack'));
  expect(one.host.log.filter((line) => line.startsWith('deleteRole '))).toEqual([expect.stringContaining('Mine')]);
});

test('an injected failure happens before the handler has done anything, and is rolled back', async () => {
  const one = bench(assuming(), {
    failures: ({ logicalId, rollback }, action) =>
      logicalId === 'B' && action === 'update' && !rollback ? { message: 'on purpose', afterSeconds: 7 } : undefined,
  });
  await one.run(one.cfn.deploy(stackOf({ B: bucket() })));
  one.forget();
  await expect(one.deploy({ B: bucket({ Changed: true }) })).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(one.rows().join('\n')).toContain('B UPDATE_FAILED Resource handler returned message: "on purpose"');
});
