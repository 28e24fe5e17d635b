import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalAws } from '../local-aws';
import type { CloudFormation } from './cloudformation';
import { localCloudFormation } from './local-aws-host';

/** The function of a custom resource. It uses Node's HTTP client only. */
const HANDLER = `
const http = require('node:http');
exports.handler = (event) => new Promise((resolve, reject) => {
  const { StackId, RequestId, LogicalResourceId } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'it' };
  const body = JSON.stringify({ Status: 'SUCCESS', ...ids, Data: { Env: process.env.GREETING } });
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const request = http.request(event.ResponseURL, { method: 'PUT', headers }, (response) => {
    response.resume();
    response.on('end', () => resolve(response.statusCode));
  });
  request.on('error', reject);
  request.end(body);
});`;

describe('in the simulated account', () => {
  let aws: LocalAws;
  let cfn: CloudFormation;
  const folder = mkdtempSync(join(tmpdir(), 'function-'));
  writeFileSync(join(folder, 'index.js'), HANDLER);
  const source = (greeting: string, baseCapacity: number) => ({
    stackName: 'Stack',
    assetFolder: () => folder,
    template: {
      Resources: {
        Key: {
          Type: 'AWS::KMS::Key',
          DeletionPolicy: 'Retain',
          Properties: { EnableKeyRotation: true, Tags: [{ Key: 'a', Value: 'b' }] },
        },
        Alias: {
          Type: 'AWS::KMS::Alias',
          Properties: { AliasName: 'alias/warehouse', TargetKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            },
          },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Bucket: 'b', S3Key: 'k' },
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Environment: { Variables: { GREETING: greeting } },
          },
        },
        Invoke: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumEventAgeInSeconds: 300 },
        },
        Thing: {
          Type: 'Custom::Thing',
          DependsOn: 'Invoke',
          Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Greeting: greeting },
        },
        Namespace: {
          Type: 'AWS::RedshiftServerless::Namespace',
          Properties: {
            NamespaceName: 'warehouse',
            // eslint-disable-next-line no-template-curly-in-string
            KmsKeyId: { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:${Alias}' },
            Tags: [{ Key: 'made-by', Value: greeting }],
          },
        },
        Workgroup: {
          Type: 'AWS::RedshiftServerless::Workgroup',
          Properties: { WorkgroupName: 'wg', NamespaceName: { Ref: 'Namespace' }, BaseCapacity: baseCapacity },
        },
      },
      Outputs: {
        Env: { Value: { 'Fn::GetAtt': ['Thing', 'Env'] } },
        Namespace: { Value: { 'Fn::GetAtt': ['Namespace', 'Namespace.NamespaceArn'] } },
      },
    },
  });

  const systemTags = (stackId: string) => ({
    'aws:cloudformation:stack-name': 'Stack',
    'aws:cloudformation:stack-id': stackId,
    'aws:cloudformation:logical-id': 'Namespace',
  });

  beforeAll(async () => { aws = await LocalAws.start(); cfn = localCloudFormation(aws); });
  afterAll(async () => { cfn.close(); await aws.stop(); });

  test('creates', async () => {
    const outcome = await aws.clock.run(cfn.deploy(source('hello', 8)));
    expect(outcome).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Env: 'hello' } });
    const view = aws.redshift.view('warehouse');
    expect(outcome.outputs.Namespace).toBe(view?.namespaceArn);
    expect(view?.kmsKeyArn).toBe(aws.kms.aliasTarget('alias/warehouse'));
    expect(aws.redshift.tagsOf('warehouse')).toEqual({ 'made-by': 'hello', ...systemTags(outcome.stackId) });
    const described = await aws.call(aws.administrator, 'cloudformation', 'DescribeStacks', {
      StackName: outcome.stackId,
    });
    expect(described).toMatchObject({ Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] });
  });

  test('updates', async () => {
    const outcome = await aws.clock.run(cfn.deploy(source('bye', 16)));
    expect(outcome).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Env: 'bye' } });
    expect(aws.redshift.tagsOf('warehouse')).toEqual({ 'made-by': 'bye', ...systemTags(outcome.stackId) });
    expect(cfn.namespaceUpdates.map((update) => update.sent)).toEqual([{ namespaceName: 'warehouse' }]);
  });

  test('deletes everything but the retained key', async () => {
    await expect(aws.clock.run(cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(aws.redshift.views()).toEqual([]);
    expect(aws.kms.allKeys().map((key) => key.state)).toEqual(['Enabled']);
  });
});
