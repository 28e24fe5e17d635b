import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, removeFolders, rehearseHere, runHere, type Outcome } from './assemblies';

afterAll(removeFolders);

type Json = Record<string, unknown>;

/** A folder with files; a value that is no text is written as JSON. */
function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = newFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const stackArtifact = (more: Json = {}): Json => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'S.template.json', ...more },
  dependencies: ['S.assets'],
});
const manifest = (artifacts: Json): Json => ({ version: '53.0.0', artifacts });
const TEMPLATE: Json = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

/** An assembly with one stack. */
const assembly = (template: unknown, files: Readonly<Record<string, unknown>> = {}): string => folderOf({
  'manifest.json': manifest({ S: stackArtifact() }), 'S.template.json': template, ...files,
});

const withAssets = (path: string): string => folderOf({
  'manifest.json': manifest({
    'S': stackArtifact(), 'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
  }),
  'S.template.json': TEMPLATE,
  'S.assets.json': {
    files: { a: { source: { path, packaging: 'zip' }, destinations: { d: { objectKey: 'a.zip' } } } },
  },
});

function symlinked(): string {
  const folder = assembly(TEMPLATE);
  const elsewhere = folderOf({ 'S.template.json': TEMPLATE });
  mkdirSync(join(folder, 'sub'));
  symlinkSync(elsewhere, join(folder, 'sub', 'link'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest({
    S: stackArtifact({ templateFile: 'sub/link/S.template.json' }),
  })));
  return folder;
}

const many = (count: number): string =>
  `{"Resources":{${Array.from({ length: count }, (_, index) => `"R${index}":{"Type":"A::B::C"}`).join(',')}}}`;

interface Case { readonly name: string; readonly app: () => string; readonly message: RegExp }

const broken: readonly Case[] = [
  {
    name: 'a manifest that ends early',
    app: () => folderOf({ 'manifest.json': '{"artifacts": {' }),
    message: /manifest\.json is not valid JSON: .*; synthesize it again/,
  },
  {
    name: 'a manifest of another form',
    app: () => folderOf({ 'manifest.json': { artifacts: { S: { type: 7 } } } }),
    message: /manifest\.json is not as the CDK writes it at artifacts\.S\.type/,
  },
  {
    name: 'a template that ends early',
    app: () => assembly('{"Resources": {"A": '),
    message: /S\.template\.json is not valid JSON/,
  },
  {
    name: 'a template that is not there',
    app: () => folderOf({ 'manifest.json': manifest({ S: stackArtifact() }) }),
    message: /S\.template\.json cannot be read: ENOENT/,
  },
  {
    name: 'a template outside of the assembly',
    app: () => folderOf({ 'manifest.json': manifest({ S: stackArtifact({ templateFile: '../../etc/passwd' }) }) }),
    message: /the path "\.\.\/\.\.\/etc\/passwd" leads out of the assembly/,
  },
  {
    name: 'a template behind a symbolic link',
    app: symlinked,
    message: /the path "sub\/link\/S\.template\.json" leads out of the assembly/,
  },
  {
    name: 'an asset outside of the assembly',
    app: () => withAssets('../..'),
    message: /the path "\.\.\/\.\." leads out/,
  },
  { name: 'an asset with an absolute path', app: () => withAssets('/etc'), message: /the path "\/etc" leads out/ },
  {
    name: 'a stage that contains itself',
    app: () => folderOf({
      'manifest.json': manifest({ Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } }),
    }),
    message: /nests more than 20 stages/,
  },
  { name: 'a million resources', app: () => assembly(many(1_000_000)), message: /S\.template\.json is too large/ },
  {
    name: 'a template that is nested without end',
    app: () => assembly(
      `{"Resources":{"A":{"Type":"A::B::C","Properties":{"P":${'['.repeat(2e5)}${']'.repeat(2e5)}}}}}`,
    ),
    message: /nested too deeply|not valid JSON/,
  },
  {
    name: 'a macro',
    app: () => assembly({ ...TEMPLATE, Transform: ['AWS::Serverless-2016-10-31'] }),
    message: /the simulator does not model the macro AWS::Serverless-2016-10-31 at S: \/Transform/,
  },
  {
    name: 'Fn::ForEach',
    app: () => assembly({ Resources: { 'Fn::ForEach::Topics': ['Name', ['a'], {}] } }),
    message: /the macro Fn::ForEach at S: \/Resources\/Fn::ForEach::Topics/,
  },
  {
    name: 'a function that is not modelled',
    app: () => assembly({ Resources: { T: { Type: 'A::B::C', Properties: { P: [{ 'Fn::ToJsonString': {} }] } } } }),
    message: /the function Fn::ToJsonString at S: \/Resources\/T\/Properties\/P\/0\/Fn::ToJsonString/,
  },
  {
    name: 'a parameter without a value',
    app: () => assembly({ ...TEMPLATE, Parameters: { P: { Type: 'String' } } }),
    message: /parameter P of stack S has no value; give --parameter P=<value>/,
  },
  {
    name: 'another partition',
    app: () => folderOf({
      'manifest.json': manifest({ S: { ...stackArtifact(), environment: 'aws://111122223333/cn-north-1' } }),
      'S.template.json': TEMPLATE,
    }),
    message: /does not model the partition of cn-north-1/,
  },
];

test.each(broken)('$name: exit status 2, one error, and nothing is written', async ({ app, message }) => {
  const folder = app();
  const files = readdirSync(folder);
  const { code, err, report } = await rehearseHere('--app', folder);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err.split('\n')).toHaveLength(2);
  expect(report.error?.message).toMatch(message);
  expect(readdirSync(folder)).toEqual(files);
});

test('what is not modelled is named with its places', async () => {
  const { report } = await rehearseHere('--app', assembly({
    Resources: { A: { Type: 'A::B::C', Properties: { P: { 'Fn::Transform': {} }, Q: { 'Fn::Length': [] } } } },
  }));
  expect(report.error?.places.map(({ place }) => place)).toEqual([
    'S: /Resources/A/Properties/P/Fn::Transform', 'S: /Resources/A/Properties/Q/Fn::Length',
  ]);
});

/** What CloudFormation itself refuses ends badly. */
test.each<[string, () => string, RegExp]>([
  ['a cycle', () => assembly({
    Resources: {
      A: { Type: 'A::B::C', DependsOn: 'B' }, B: { Type: 'A::B::C', DependsOn: 'A' },
    },
  }), /Circular dependency between resources: \[A, B\]/],
  ['501 resources', () => assembly(many(501)), /Number of resources, 501, is greater than maximum allowed, 500/],
])('%s: refused before anything happens', async (_name, app, message) => {
  const { code, report } = await rehearseHere('--app', app());
  expect(code).toBe(1);
  expect(report).toMatchObject({ outcome: 'REJECTED', endsWell: false });
  expect(report.reason).toMatch(message);
  expect(report.next).toMatch(message);
});

describe('templates of users', () => {
  test('parameters, conditions, mappings, exports, SSM parameters and dynamic references', async () => {
    const template = {
      Parameters: {
        Stage: { Type: 'String' },
        Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/ami' },
      },
      Mappings: { Sizes: { prod: { Value: 'large' } } },
      Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        Host: {
          Type: 'AWS::EC2::Instance',
          Condition: 'Prod',
          Properties: {
            ImageId: { Ref: 'Image' },
            InstanceType: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Value'] },
            SubnetId: { 'Fn::ImportValue': 'Network:Subnet' },
            UserData: '{{resolve:secretsmanager:secret:SecretString:key}}',
            Cidr: { 'Fn::Select': [1, { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }] },
          },
        },
        Never: { Type: 'AWS::EC2::Instance', Condition: 'Other' },
      },
    };
    const conditions = { ...template.Conditions, Other: { 'Fn::Not': [{ Condition: 'Prod' }] } };
    const withOther = { ...template, Conditions: conditions };
    const { code, report } = await rehearseHere('--app', assembly(withOther), '--parameter', 'Stage=prod');
    expect(code).toBe(0);
    expect(report.takenAsGiven.map(({ place }) => place).sort()).toEqual([
      'Host', 'Host.UserData', 'SSM parameter /aws/service/ami', 'export Network:Subnet',
    ]);
  });

  test('stacks of an assembly that import from each other are deployed in their order', async () => {
    const app = folderOf({
      'manifest.json': manifest({
        Network: { ...stackArtifact(), properties: { templateFile: 'Network.template.json' } },
        S: { ...stackArtifact(), dependencies: ['Network'] },
      }),
      'Network.template.json': {
        Resources: { Vpc: { Type: 'AWS::EC2::VPC' } },
        Outputs: { Out: { Value: { Ref: 'Vpc' }, Export: { Name: 'Network:Vpc' } } },
      },
      'S.template.json': {
        Resources: { T: { Type: 'A::B::C', Properties: { V: { 'Fn::ImportValue': 'Network:Vpc' } } } },
      },
    });
    const { code, report } = await rehearseHere('--app', app, '--stack', 'S');
    expect(code).toBe(0);
    expect(report.takenAsGiven.map(({ place }) => place)).toEqual(['Vpc', 'T']);
    expect(await runHere('rehearse', '--app', app, '--out', newFolder())).toMatchObject({
      code: 2, err: expect.stringMatching(/has 2 stacks: name one with --stack; there are: Network, S/),
    });
  });

  test('--from a YAML template with short forms, and what get-template prints', async () => {
    const yaml = `
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub '\${AWS::StackName}-t'
  Reader:
    Type: A::B::C
    Properties:
      Arn: !GetAtt Topic.TopicName
      All: !Join [',', [!Ref Topic]]
`;
    const files = folderOf({ 'old.yaml': yaml, 'got.json': { TemplateBody: yaml, StagesAvailable: ['Original'] } });
    for (const from of ['old.yaml', 'got.json']) {
      const outcome: Outcome = await rehearseHere('--app', assembly(TEMPLATE), '--from', join(files, from));
      expect(outcome.code).toBe(0);
      expect(JSON.parse(outcome.out)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    }
  });

  test('the assembly is left as it is', async () => {
    const app = assembly(TEMPLATE);
    const copy = newFolder();
    cpSync(app, copy, { recursive: true });
    await rehearseHere('--app', app);
    for (const name of readdirSync(copy)) {
      expect(readFileSync(join(app, name), 'utf8')).toBe(readFileSync(join(copy, name), 'utf8'));
    }
    expect(readdirSync(app)).toEqual(readdirSync(copy));
  });
});
