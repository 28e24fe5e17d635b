import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { xml, type Reply } from './loopback';
import { useService } from './service';
import { cloudFormationStacks } from '../../../src/handler/aws/stacks';
import { STACK_ID } from '../support';

const service = useService();
const stacks = () => cloudFormationStacks(new CloudFormationClient(service.clientConfig(2)));

type Row = [logicalId: string, physicalId: string, status: string];
const WINDOW: Row = ['Window1', 'warehouse', 'CREATE_COMPLETE'];
const FAILED: Row = ['Warehouse', STACK_ID, 'UPDATE_FAILED'];
const stable = (status: string): Row => ['Warehouse', STACK_ID, status];

/** A page of DescribeStackEvents, newest first. */
const shows = (rows: Row[], next?: string): Reply => xml(
  200,
  '<DescribeStackEventsResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStackEventsResult>'
  + `<StackEvents>${rows.map(([logicalId, physicalId, status]) => '<member><StackName>Warehouse</StackName>'
    + `<EventId>e</EventId><StackId>${STACK_ID}</StackId><LogicalResourceId>${logicalId}</LogicalResourceId>`
    + `<PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus>`
    + '<Timestamp>2026-01-01T12:00:00Z</Timestamp></member>').join('')}</StackEvents>`
  + `${next === undefined ? '' : `<NextToken>${next}</NextToken>`}`
  + '</DescribeStackEventsResult></DescribeStackEventsResponse>',
);
const error = (status: number, code: string): Reply => xml(
  status,
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error>`
  + '<RequestId>r</RequestId></ErrorResponse>',
);
const window = { logicalId: 'Window1', physicalId: 'warehouse', status: 'CREATE_COMPLETE' };

test.each([
  'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE',
])('%s of the stack ends what is read', async (status) => {
  service.replyWith(shows([WINDOW, stable(status), ['Window1', 'warehouse', 'UPDATE_COMPLETE']], 'more'));
  expect(await stacks().listEventsSinceStable(STACK_ID)).toEqual({ kind: 'read', value: [window] });
  expect(service.arrived()).toHaveLength(1);
});

test('a failed deployment ends nothing, and the next page is read', async () => {
  service.replyWith(({ body }) =>
    (body.includes('NextToken') ? shows([WINDOW, stable('UPDATE_COMPLETE')]) : shows([FAILED], 'second')));
  expect(await stacks().listEventsSinceStable(STACK_ID)).toEqual({
    kind: 'read', value: [{ logicalId: 'Warehouse', physicalId: STACK_ID, status: 'UPDATE_FAILED' }, window],
  });
});

test('a resource whose id is not known yet has none', async () => {
  service.replyWith(shows([['Window1', '', 'CREATE_IN_PROGRESS']]));
  expect(await stacks().listEventsSinceStable(STACK_ID))
    .toEqual({ kind: 'read', value: [{ ...window, physicalId: undefined, status: 'CREATE_IN_PROGRESS' }] });
});

test('no events', async () => {
  const nothing = '<DescribeStackEventsResponse><DescribeStackEventsResult/></DescribeStackEventsResponse>';
  service.replyWith(xml(200, nothing));
  expect(await stacks().listEventsSinceStable(STACK_ID)).toEqual({ kind: 'read', value: [] });
});

test.each<[string, Reply, string]>([
  ['denied', error(403, 'AccessDenied'), 'denied'],
  ['no such stack', error(400, 'ValidationError'), 'unreadable'],
  ['no XML', xml(200, 'oops'), 'unreadable'],
])('%s', async (_name, reply, kind) => {
  service.replyWith(reply);
  expect(await stacks().listEventsSinceStable(STACK_ID)).toMatchObject({ kind, message: expect.any(String) });
});
