import { endpointFixture } from './endpoint-fixture';
import type { LocalAws } from './local-aws';

let aws: LocalAws;
beforeEach(async () => { ({ aws } = await endpointFixture()); });
afterEach(() => aws.stop());

describe('over plain HTTP', () => {
  const post = (headers: Record<string, string>, body: string) => {
    const { accessKeyId } = aws.endpoint.registerCredentials(aws.administrator);
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/x`;
    return aws.send(async () => {
      const response = await fetch(aws.endpoint.url, { method: 'POST', headers: { authorization, ...headers }, body });
      return {
        status: response.status,
        type: response.headers.get('x-amzn-errortype'),
        body: await response.text(),
      };
    });
  };

  interface Case {
    readonly name: string;
    readonly target: string;
    readonly body?: string;
    readonly authorization?: string;
    readonly want: { readonly status: number; readonly type: string };
  }
  test.each<Case>([
    {
      name: 'an operation that does not exist',
      target: 'RedshiftServerless.Nothing',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'an operation that is not simulated',
      target: 'RedshiftServerless.ListUsageLimits',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'a service that is not simulated',
      target: 'DynamoDB_20120810.GetItem',
      want: { status: 400, type: 'UnknownOperationException' },
    },
    {
      name: 'a body that is not JSON',
      target: 'RedshiftServerless.GetNamespace',
      body: '{"namespaceName":',
      want: { status: 400, type: 'SerializationException' },
    },
    {
      name: 'unknown credentials',
      target: 'RedshiftServerless.GetNamespace',
      authorization: 'AWS4-HMAC-SHA256 Credential=unknown/x',
      want: { status: 403, type: 'UnrecognizedClientException' },
    },
  ])('refuses $name', async ({ target, body = '{}', authorization, want }) => {
    const headers = { 'x-amz-target': target, ...(authorization !== undefined && { authorization }) };
    expect(await post(headers, body)).toMatchObject(want);
  });

  test('resource policies respond in XML, and secrets in JSON', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const arn = aws.redshift.view('warehouse')?.namespaceArn ?? '';
    const send = (action: string, more = '') =>
      post(form, `Action=${action}&Version=2012-12-01&ResourceArn=${encodeURIComponent(arn)}${more}`);
    expect(await send('GetResourcePolicy')).toMatchObject({
      status: 404, body: expect.stringContaining('<Code>ResourceNotFoundFault</Code>') as string,
    });
    expect((await send('PutResourcePolicy', '&Policy=nonsense')).body).toContain('<Code>InvalidPolicyFault</Code>');
    await send('PutResourcePolicy', `&Policy=${encodeURIComponent('{"Statement":[]}')}`);
    expect((await send('GetResourcePolicy')).body).toContain('<Policy>{&quot;Statement&quot;:[]}</Policy>');
    expect((await send('DeleteResourcePolicy')).status).toBe(200);
    expect((await send('DescribeClusters')).body).toContain('<Code>InvalidAction</Code>');
    expect((await post(form, 'Action=GetUser&Version=2010-05-08')).body).toContain('Could not find operation GetUser');
    expect((await post(form, 'Action=Publish&Version=2010-03-31')).body)
      .toContain('has no service with version 2010-03-31');
    const secret = await post({ 'x-amz-target': 'secretsmanager.DescribeSecret' }, '{"SecretId":"none"}');
    expect(secret).toMatchObject({ status: 400, type: 'ResourceNotFoundException' });
    expect(await post({ 'x-amz-target': 'secretsmanager.GetSecretValue' }, '{}'))
      .toMatchObject({ type: 'UnknownOperationException' });
  });

  test('DescribeStacks responds in XML', async () => {
    aws.cloudFormation.stackStatus = (stack) => (stack === 'mine' ? 'UPDATE_ROLLBACK_IN_PROGRESS' : undefined);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=mine')).body)
      .toMatch(/<DescribeStacksResult><Stacks><member>.*<StackStatus>UPDATE_ROLLBACK_IN_PROGRESS<\/StackStatus>/);
    const { status, body } = await post(form, 'Action=DescribeStacks&Version=2010-05-15&StackName=other');
    expect(status).toBe(400);
    expect(body).toContain('<Code>ValidationError</Code><Message>Stack with id other does not exist</Message>');
  });
});
