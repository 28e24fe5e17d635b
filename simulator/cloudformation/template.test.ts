import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEvents } from './events';
import { Bench, custom, plain, stackOf } from './fake-host';
import { stackSource } from './source';

const described = async (bench: Bench, resources: Record<string, unknown>, more = {}) => {
  await expect(bench.deploy(resources, more)).resolves.toBe('CREATE_COMPLETE');
  return bench.cfn.describe('Stack');
};

describe('intrinsic functions', () => {
  const valueOf = async (Value: unknown, more = {}) => {
    const given = { Other: plain({ Name: 'other', Value: 'a,b' }), Test: plain({ Value }) };
    const { resources } = await described(new Bench(), given, more);
    return resources.Test.properties.Value;
  };
  interface Case { readonly name: string; readonly given: unknown; readonly want: unknown }
  test.each<Case>([
    { name: 'Ref', given: { Ref: 'Other' }, want: 'other' },
    { name: 'Fn::GetAtt', given: { 'Fn::GetAtt': ['Other', 'Value'] }, want: 'a,b' },
    { name: 'Fn::GetAtt as a string', given: { 'Fn::GetAtt': 'Other.Value' }, want: 'a,b' },
    { name: 'Fn::Join', given: { 'Fn::Join': ['-', ['x', { Ref: 'Other' }]] }, want: 'x-other' },
    {
      name: 'Fn::Select of Fn::Split',
      given: { 'Fn::Select': [1, { 'Fn::Split': [',', { 'Fn::GetAtt': ['Other', 'Value'] }] }] },
      want: 'b',
    },
    {
      name: 'Fn::Sub',
      // eslint-disable-next-line no-template-curly-in-string
      given: { 'Fn::Sub': '${Other}/${Other.Value}/${AWS::Region}/${!Literal}' },
      // eslint-disable-next-line no-template-curly-in-string
      want: 'other/a,b/us-east-1/${Literal}',
    },
    {
      name: 'Fn::Sub with variables',
      // eslint-disable-next-line no-template-curly-in-string
      given: { 'Fn::Sub': ['${Mine}', { Mine: { Ref: 'AWS::Partition' } }] },
      want: 'aws',
    },
    { name: 'Fn::FindInMap', given: { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, want: 'mapped' },
    { name: 'Fn::If', given: { 'Fn::If': ['Here', 'yes', 'no'] }, want: 'yes' },
    { name: 'a parameter', given: { Ref: 'Given' }, want: 'default' },
    { name: 'an SSM parameter of the CDK', given: { Ref: 'BootstrapVersion' }, want: '30' },
    { name: 'AWS::NoValue', given: { Ref: 'AWS::NoValue' }, want: undefined },
  ])('$name', async ({ given, want }) => {
    expect(await valueOf(given, {
      Mappings: { Map: { 'us-east-1': { key: 'mapped' } } },
      Conditions: {
        Here: {
          'Fn::And': [
            { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
            { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] },
          ],
        },
      },
      Parameters: {
        Given: { Type: 'String', Default: 'default' },
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
      },
      Rules: { CheckBootstrapVersion: { Assertions: [] } },
    })).toEqual(want);
  });

  test('a resource whose condition is false is not created, and outputs are resolved', async () => {
    const { resources, outputs } = await described(
      new Bench(),
      { A: plain({ Name: 'a' }), B: plain({}, { Condition: 'Never' }) },
      {
        Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
        Outputs: { Out: { Value: { Ref: 'A' } } },
      },
    );
    expect(Object.keys(resources)).toEqual(['A']);
    expect(outputs).toEqual({ Out: 'a' });
  });
});

describe('CloudFormation refuses, before any resource changes', () => {
  interface Case { readonly name: string; readonly given: Record<string, unknown>; readonly want: string }
  test.each<Case>([
    {
      name: 'a cycle',
      given: { A: plain({ Value: { Ref: 'B' } }), B: plain({}, { DependsOn: 'A' }) },
      want: 'Circular dependency between resources: [A, B]',
    },
    {
      name: 'an unknown reference',
      given: { A: plain({ Value: { Ref: 'X' } }) },
      want: 'Unresolved resource dependencies [X] in the Resources block',
    },
    {
      name: 'an unknown DependsOn',
      given: { A: plain({}, { DependsOn: 'X' }) },
      want: 'Unresolved resource dependencies [X] in the Resources block',
    },
    {
      name: 'an unknown type',
      given: { A: { Type: 'AWS::Moon::Base' } },
      want: 'Unrecognized resource types: [AWS::Moon::Base]',
    },
    {
      name: 'an unknown attribute',
      given: { A: plain(), B: plain({ Value: { 'Fn::GetAtt': ['A', 'Nope'] } }) },
      want: 'resource A does not support attribute type Nope',
    },
    { name: 'an unknown function', given: { A: plain({ Value: { 'Fn::Magic': 1 } }) }, want: 'Fn::Magic' },
    { name: 'an unknown property', given: { A: plain({ Nope: 1 }) }, want: 'extraneous key [Nope] is not permitted' },
    { name: 'a null', given: { A: plain({ Value: null }) }, want: "'null' values are not allowed" },
    {
      name: 'RetainExceptOnCreate for a replacement',
      given: { A: plain({}, { UpdateReplacePolicy: 'RetainExceptOnCreate' }) },
      want: 'UpdateReplacePolicy',
    },
    { name: 'no resources', given: {}, want: 'At least one Resources member must be defined' },
  ])('$name', async ({ given, want }) => {
    const bench = new Bench();
    await expect(bench.deploy(given)).rejects.toThrow(want);
    expect(bench.cfn.statusOf('Stack')).toBeUndefined();
  });

  test('another type under the same logical id', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain() });
    await expect(bench.deploy({ A: custom() })).rejects.toThrow('Update of resource type is not permitted');
  });
});

test('CFN-8: property scalars of a custom resource arrive as strings', async () => {
  const bench = new Bench();
  await bench.deploy({ A: custom({ Count: 3, Deep: { On: true, List: [1] } }) });
  expect(bench.cfn.requests[0].event.ResourceProperties).toMatchObject({
    Count: '3',
    Deep: { On: 'true', List: ['1'] },
  });
});

test('exports are imported, and cannot be deleted while in use', async () => {
  const bench = new Bench();
  const exporter = (extra: Record<string, unknown>) => ({
    ...stackOf({ A: plain({ Name: 'a' }) }, extra),
    stackName: 'Exporter',
  });
  await bench.run(
    bench.cfn.deploy(exporter({ Outputs: { Out: { Value: { Ref: 'A' }, Export: { Name: 'shared' } } } })),
  );
  await bench.deploy({ B: plain({ Value: { 'Fn::ImportValue': 'shared' } }) });
  expect(bench.cfn.describe('Stack').resources.B.properties.Value).toBe('a');
  await expect(bench.run(bench.cfn.deleteStack('Exporter'))).rejects.toThrow(
    'Export shared cannot be deleted as it is in use by Stack',
  );
  await expect(bench.run(bench.cfn.deploy(exporter({})))).resolves.toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
});

test('a stack is read from a cloud assembly', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (name: string, value: unknown) => writeFileSync(join(directory, name), JSON.stringify(value));
  const properties = { templateFile: 'Art.template.json', stackName: 'named' };
  const file = { source: { path: 'asset.h' }, destinations: { d: { objectKey: 'h.zip' } } };
  write('manifest.json', { artifacts: { Art: { type: 'aws:cloudformation:stack', properties } } });
  write('Art.assets.json', { files: { h: file } });
  write('Art.template.json', { Resources: {} });
  const source = stackSource(directory, 'Art');
  expect(source.stackName).toBe('named');
  expect(source.assetFolder('h.zip')).toBe(join(directory, 'asset.h'));
  expect(() => source.assetFolder('x.zip')).toThrow('no asset x.zip');
  expect(() => stackSource(directory, 'Other')).toThrow('no stack Other');
});

test('events are printed as a table', async () => {
  const bench = new Bench();
  await bench.deploy({ Broken: plain({ FailOn: 'create' }) });
  const table = formatEvents(bench.cfn.events('Stack'), { width: 160 });
  expect(table).toContain('09:00:00 | CREATE_IN_PROGRESS');
  expect(table).toMatch(/CREATE_FAILED +\| Test::Resource +\| Broken +\| Resource handler returned message:/);
  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(160);
  expect(formatEvents(bench.cfn.events('Stack'), { color: true })).toContain('\u001b[31mCREATE_FAILED');
});
