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
    const { resources } = await described(new Bench(), { Other: plain({ Name: 'other', Value: 'a,b' }), Test: plain({ Value }) }, more);
    return resources.Test.properties.Value;
  };
  test.each([
    ['Ref', { Ref: 'Other' }, 'other'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Other', 'Value'] }, 'a,b'],
    ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'Other.Value' }, 'a,b'],
    ['Fn::Join', { 'Fn::Join': ['-', ['x', { Ref: 'Other' }]] }, 'x-other'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [',', { 'Fn::GetAtt': ['Other', 'Value'] }] }] }, 'b'],
    // eslint-disable-next-line no-template-curly-in-string
    ['Fn::Sub', { 'Fn::Sub': '${Other}/${Other.Value}/${AWS::Region}/${!Literal}' }, 'other/a,b/us-east-1/${Literal}'],
    // eslint-disable-next-line no-template-curly-in-string
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Mine}', { Mine: { Ref: 'AWS::Partition' } }] }, 'aws'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, 'mapped'],
    ['Fn::If', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
    ['a parameter', { Ref: 'Given' }, 'default'],
    ['an SSM parameter of the CDK', { Ref: 'BootstrapVersion' }, '30'],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }, undefined],
  ])('%s', async (_name, value, expected) => {
    expect(await valueOf(value, {
      Mappings: { Map: { 'us-east-1': { key: 'mapped' } } },
      Conditions: { Here: { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] } },
      Parameters: {
        Given: { Type: 'String', Default: 'default' },
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
      },
      Rules: { CheckBootstrapVersion: { Assertions: [] } },
    })).toEqual(expected);
  });

  test('a resource whose condition is false is left out, and outputs are resolved', async () => {
    const { resources, outputs } = await described(new Bench(), { A: plain({ Name: 'a' }), B: plain({}, { Condition: 'Never' }) }, {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Outputs: { Out: { Value: { Ref: 'A' } } },
    });
    expect(Object.keys(resources)).toEqual(['A']);
    expect(outputs).toEqual({ Out: 'a' });
  });
});

describe('what is refused before anything happens', () => {
  test.each([
    ['a circle', { A: plain({ Value: { Ref: 'B' } }), B: plain({}, { DependsOn: 'A' }) }, 'Circular dependency between resources: [A, B]'],
    ['an unknown reference', { A: plain({ Value: { Ref: 'X' } }) }, 'Unresolved resource dependencies [X] in the Resources block'],
    ['an unknown DependsOn', { A: plain({}, { DependsOn: 'X' }) }, 'Unresolved resource dependencies [X] in the Resources block'],
    ['an unknown type', { A: { Type: 'AWS::Moon::Base' } }, 'Unrecognized resource types: [AWS::Moon::Base]'],
    ['an unknown attribute', { A: plain(), B: plain({ Value: { 'Fn::GetAtt': ['A', 'Nope'] } }) }, 'resource A does not support attribute type Nope'],
    ['an unknown function', { A: plain({ Value: { 'Fn::Magic': 1 } }) }, 'Fn::Magic'],
    ['an unknown property', { A: plain({ Nope: 1 }) }, 'extraneous key [Nope] is not permitted'],
    ['a null', { A: plain({ Value: null }) }, "'null' values are not allowed"],
    ['RetainExceptOnCreate for a replacement', { A: plain({}, { UpdateReplacePolicy: 'RetainExceptOnCreate' }) }, 'UpdateReplacePolicy'],
    ['nothing at all', {}, 'At least one Resources member must be defined'],
  ])('%s', async (_name, resources, message) => {
    const bench = new Bench();
    await expect(bench.deploy(resources)).rejects.toThrow(message);
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
  expect(bench.cfn.requests[0].event.ResourceProperties).toMatchObject({ Count: '3', Deep: { On: 'true', List: ['1'] } });
});

test('exports are imported, and cannot be taken away while in use', async () => {
  const bench = new Bench();
  const exporter = (extra: Record<string, unknown>) => ({ ...stackOf({ A: plain({ Name: 'a' }) }, extra), stackName: 'Exporter' });
  await bench.run(bench.cfn.deploy(exporter({ Outputs: { Out: { Value: { Ref: 'A' }, Export: { Name: 'shared' } } } })));
  await bench.deploy({ B: plain({ Value: { 'Fn::ImportValue': 'shared' } }) });
  expect(bench.cfn.describe('Stack').resources.B.properties.Value).toBe('a');
  await expect(bench.run(bench.cfn.deleteStack('Exporter'))).rejects.toThrow('Export shared cannot be deleted as it is in use by Stack');
  await expect(bench.run(bench.cfn.deploy(exporter({})))).resolves.toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
});

test('a stack is read from a cloud assembly', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (name: string, value: unknown) => writeFileSync(join(directory, name), JSON.stringify(value));
  write('manifest.json', { artifacts: { Art: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Art.template.json', stackName: 'named' } } } });
  write('Art.assets.json', { files: { h: { source: { path: 'asset.h' }, destinations: { d: { objectKey: 'h.zip' } } } } });
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
