import {
  CloudFormationClient, ListStackResourcesCommand, paginateListStackResources, type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { localCloudFormation } from '../cloudformation';
import { plain, stackOf } from '../cloudformation/fake-host';
import { LocalAws } from '../local-aws';

const STACK_ARN = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Stack/*';

describe('ListStackResources', () => {
  let aws: LocalAws;
  let client: CloudFormationClient;

  beforeEach(async () => {
    aws = await LocalAws.start();
    client = new CloudFormationClient({ ...aws.sdkConfig(aws.administrator), maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await aws.stop();
  });

  const resources = (count: number) => Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`Resource${index}`, plain({ Name: `name-${index}` })]),
  );
  const list = (caller = client) => aws.send(() => caller.send(new ListStackResourcesCommand({ StackName: 'Stack' })));
  const listAll = (StackName: string) => aws.send(async () => {
    const pages: StackResourceSummary[][] = [];
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      pages.push(page.StackResourceSummaries ?? []);
    }
    return pages;
  });

  test('shows logical id, physical id, type and status', async () => {
    const cloudFormation = localCloudFormation(aws);
    const failing = { Failed: plain({ FailOn: 'create' }), Made: plain({ Name: 'it' }) };
    await aws.clock.run(cloudFormation.deploy(stackOf(failing), { disableRollback: true }));
    const { StackResourceSummaries: summaries, NextToken: next } = await list();
    expect(summaries).toMatchObject([
      { LogicalResourceId: 'Failed', ResourceType: 'Test::Resource', ResourceStatus: 'CREATE_FAILED' },
      {
        LogicalResourceId: 'Made',
        PhysicalResourceId: 'it',
        ResourceType: 'Test::Resource',
        ResourceStatus: 'CREATE_COMPLETE',
        LastUpdatedTimestamp: expect.any(Date) as Date,
      },
    ]);
    expect(next).toBeUndefined();
  });

  test('shows no physical id of a resource that has none', async () => {
    aws.cloudFormation.stackResources = () =>
      [{ logicalId: 'Pending', type: 'Test::Resource', status: 'CREATE_IN_PROGRESS' }];
    const { StackResourceSummaries: [summary] = [] } = await list();
    expect(summary).not.toHaveProperty('PhysicalResourceId');
  });

  interface Case { readonly count: number; readonly want: readonly number[] }
  test.each<Case>([
    { count: 100, want: [100] },
    { count: 101, want: [100, 1] },
    { count: 250, want: [100, 100, 50] },
  ])('returns $count resources on pages of $want, by the id of the stack too', async ({ count, want }) => {
    const cloudFormation = localCloudFormation(aws);
    const { stackId } = await aws.clock.run(cloudFormation.deploy(stackOf(resources(count))));
    for (const name of ['Stack', stackId]) {
      const pages = await listAll(name);
      expect(pages.map(({ length }) => length)).toEqual(want);
      expect(new Set(pages.flat().map((summary) => summary.PhysicalResourceId)).size).toBe(count);
    }
  });

  test('is denied to a role without the permission, with the error code of CloudFormation', async () => {
    localCloudFormation(aws);
    aws.iam.putRole('function', { policies: {} });
    const denied = new CloudFormationClient({
      ...aws.sdkConfig({ principal: 'function', administrator: false }), maxAttempts: 1,
    });
    await expect(list(denied)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: cloudformation:ListStackResources') as string,
      $metadata: { httpStatusCode: 403 },
    });
    const statement = { Effect: 'Allow' as const, Action: 'cloudformation:ListStackResources', Resource: STACK_ARN };
    aws.iam.putRolePolicy('function', 'list', { Statement: [statement] });
    // What the role may not do is told before whether there is such a stack.
    await expect(list(denied)).rejects.toMatchObject({ name: 'ValidationError' });
    denied.destroy();
  });

  test('knows no other stack', async () => {
    localCloudFormation(aws);
    await expect(list()).rejects.toMatchObject({
      name: 'ValidationError', message: 'Stack with id Stack does not exist',
    });
  });
});
