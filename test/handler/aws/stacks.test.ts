import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { xml, type Reply } from './loopback';
import { useService } from './service';
import { cloudFormationStacks } from '../../../src/handler/aws/stacks';
import type { StackResource } from '../../../src/handler/reconcile/stack-holding';
import { STACK_ID, stackResources } from '../support';

const service = useService();
const stacks = () => cloudFormationStacks(new CloudFormationClient(service.clientConfig(2)));

const error = (status: number, code: string): Reply => xml(
  status,
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`
  + '<RequestId>r</RequestId></ErrorResponse>',
);

describe('DescribeStacks', () => {
  const member = (status: string | undefined): string => '<member><StackName>Warehouse</StackName>'
    + `<StackId>${STACK_ID}</StackId><CreationTime>2026-01-01T12:00:00Z</CreationTime>`
    + `${status === undefined ? '' : `<StackStatus>${status}</StackStatus>`}</member>`;
  const shows = (...statuses: (string | undefined)[]): Reply => xml(
    200,
    '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>'
    + `<Stacks>${statuses.map(member).join('')}</Stacks></DescribeStacksResult>`
    + '<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>',
  );
  test('one stack, by its id', async () => {
    service.replyWith(shows('UPDATE_IN_PROGRESS'));
    await stacks().describeDirection(STACK_ID);
    const requests = service.arrived();
    expect(requests.map(({ operation, body }) => [operation, new URLSearchParams(body).get('StackName')]))
      .toEqual([['DescribeStacks', STACK_ID]]);
  });

  test.each([
    ['CREATE_IN_PROGRESS', 'forward'],
    ['UPDATE_IN_PROGRESS', 'forward'],
    ['IMPORT_IN_PROGRESS', 'forward'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'forward'],
    ['DELETE_IN_PROGRESS', 'forward'],
    ['ROLLBACK_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'rolling-back'],
    ['UPDATE_ROLLBACK_FAILED', 'rolling-back'],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'rolling-back'],
  ])('%s -> %s', async (status, direction) => {
    service.replyWith(shows(status));
    expect(await stacks().describeDirection(STACK_ID)).toBe(direction);
  });

  test.each<[string, Reply, number]>([
    ['no status', shows(undefined), 1],
    ['no stack', shows(), 1],
    ['nothing', xml(200, '<DescribeStacksResponse><DescribeStacksResult/></DescribeStacksResponse>'), 1],
    ['no XML', xml(200, 'oops'), 1],
    ['denied', error(403, 'AccessDenied'), 1],
    ['no such stack', error(400, 'ValidationError'), 1],
    ['throttled: the SDK tries again', error(400, 'Throttling'), 2],
    ['an internal error: the SDK tries again', error(500, 'InternalFailure'), 2],
    ['a reset: the SDK tries again', 'reset', 2],
  ])('%s -> unreadable', async (_name, reply, requests) => {
    service.replyWith(reply);
    expect(await stacks().describeDirection(STACK_ID)).toBe('unreadable');
    expect(service.arrived()).toHaveLength(requests);
  });
});

describe('ListStackResources', () => {
  const element = (name: string, value: string | undefined): string =>
    (value === undefined ? '' : `<${name}>${value}</${name}>`);
  const member = (resource: Partial<StackResource>): string => '<member>'
    + element('LogicalResourceId', resource.logicalId) + element('PhysicalResourceId', resource.physicalId)
    + element('ResourceType', resource.type) + element('ResourceStatus', resource.status)
    + '<LastUpdatedTimestamp>2026-01-01T12:00:00Z</LastUpdatedTimestamp></member>';
  const shows = (resources: Partial<StackResource>[], nextToken?: string): Reply => xml(
    200,
    '<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>'
    + `<StackResourceSummaries>${resources.map(member).join('')}</StackResourceSummaries>`
    + `${element('NextToken', nextToken)}</ListStackResourcesResult></ListStackResourcesResponse>`,
  );
  const asked = () => service.arrived().map(({ operation, body }) => {
    const query = new URLSearchParams(body);
    return [operation, query.get('StackName'), query.get('NextToken')];
  });

  test('of one stack, by its id', async () => {
    service.replyWith(shows(stackResources(2)));
    expect(await stacks().listResources(STACK_ID)).toEqual({ kind: 'read', value: stackResources(2) });
    expect(asked()).toEqual([['ListStackResources', STACK_ID, null]]);
  });

  test('every page', async () => {
    const [key, window, namespace] = stackResources();
    const pages: Record<string, Reply> = {
      first: shows([key], 'second'), second: shows([], 'third'), third: shows([window, namespace]),
    };
    service.replyWith(({ body }) => pages[new URLSearchParams(body).get('NextToken') ?? 'first']);
    expect(await stacks().listResources(STACK_ID)).toEqual({ kind: 'read', value: stackResources() });
    expect(asked().map(([, , token]) => token)).toEqual([null, 'second', 'third']);
  });

  test('a resource that has no physical id yet, and one of which nothing is said', async () => {
    const status = 'CREATE_IN_PROGRESS';
    service.replyWith(shows([{ logicalId: 'Key', type: 'AWS::KMS::Key', status }, {}]));
    expect(await stacks().listResources(STACK_ID)).toEqual({
      kind: 'read',
      value: [
        { logicalId: 'Key', physicalId: undefined, type: 'AWS::KMS::Key', status },
        { logicalId: '', physicalId: undefined, type: '', status: '' },
      ],
    });
  });

  test('a stack without resources, and a response that lists none', async () => {
    service.replyWith(shows([]));
    expect(await stacks().listResources(STACK_ID)).toEqual({ kind: 'read', value: [] });
    service.replyWith(xml(200, '<ListStackResourcesResponse><ListStackResourcesResult/></ListStackResourcesResponse>'));
    expect(await stacks().listResources(STACK_ID)).toEqual({ kind: 'read', value: [] });
  });

  test.each<[string, Reply, string, number]>([
    ['denied', error(403, 'AccessDenied'), 'denied', 1],
    ['a token that has expired', error(403, 'ExpiredToken'), 'denied', 1],
    ['no such stack', error(400, 'ValidationError'), 'unreadable', 1],
    ['no XML', xml(200, 'oops'), 'unreadable', 1],
    ['throttled: the SDK tries again', error(400, 'Throttling'), 'unreadable', 2],
    ['an internal error: the SDK tries again', error(500, 'InternalFailure'), 'unreadable', 2],
    ['a reset: the SDK tries again', 'reset', 'unreadable', 2],
  ])('%s', async (_name, reply, kind, requests) => {
    service.replyWith(reply);
    expect(await stacks().listResources(STACK_ID)).toMatchObject({ kind, message: expect.any(String) });
    expect(service.arrived()).toHaveLength(requests);
  });

  test('a later page is denied: nothing is told of the first one', async () => {
    service.replyWith(({ body }) =>
      (body.includes('NextToken') ? error(403, 'AccessDenied') : shows(stackResources(), 'second')));
    expect(await stacks().listResources(STACK_ID)).toEqual({ kind: 'denied', message: 'AccessDenied: no' });
  });
});
