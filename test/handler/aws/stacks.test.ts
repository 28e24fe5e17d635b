import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { xml, type Reply } from './loopback';
import { useService } from './service';
import { cloudFormationStacks } from '../../../src/handler/aws/stacks';
import { STACK_ID } from '../support';

const service = useService();
const stacks = () => cloudFormationStacks(new CloudFormationClient(service.clientConfig(2)));

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
  const error = (status: number, code: string): Reply => xml(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`
    + '<RequestId>r</RequestId></ErrorResponse>',
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
