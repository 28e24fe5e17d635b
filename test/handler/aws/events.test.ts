import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { awsError, type Reply } from './loopback';
import { useService } from './service';
import { eventBridgeEvents, noEvents } from '../../../src/handler/aws/events';
import type { OverdueDetail } from '../../../src/handler/inspection-ports';
import { eventOrigin } from '../../../src/handler/reconcile/event-origin';
import { eventDetail } from '../../../src/handler/reconcile/key-change-event';
import { at, minutes, NEW, OLD, progress, request, STACK_ID, updated } from '../support';

const service = useService();
const events = () => eventBridgeEvents(new EventBridgeClient(service.clientConfig(1)));
const running = updated('accepted', 0, { fromKey: OLD, firstUpdateSentAt: at(0) });
const detail = eventDetail(request(), running, at(minutes(1)));

test('one entry for the default bus', async () => {
  service.replyWith({ status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: 'id' }] } });
  expect(await events().send('started', detail)).toBeUndefined();
  expect(service.operations()).toEqual(['PutEvents']);
  const [{ Entries: [entry] }] = service.bodies() as [{ Entries: [Record<string, string>] }];
  expect(entry).toMatchObject({
    Source: 'cdk-redshift-rotatable-namespace', DetailType: 'Redshift Serverless Key Change Started',
  });
  expect(entry).not.toHaveProperty('EventBusName');
  expect(JSON.parse(entry.Detail)).toMatchObject({ version: '1', fromKey: OLD, toKey: NEW, seconds: 60 });
});

test('the event that a key change is overdue', async () => {
  const overdue: OverdueDetail = {
    ...eventOrigin('warehouse', STACK_ID),
    fromKey: 'AWS_OWNED_KMS_KEY',
    scheduledGeneration: 2,
    due: '2027-01-15',
    daysLate: 5,
    reason: 'r',
  };
  service.replyWith({ status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } });
  expect(await events().send('overdue', overdue)).toBeUndefined();
  expect(service.bodies()).toEqual([{
    Entries: [{
      Source: 'cdk-redshift-rotatable-namespace',
      DetailType: 'Redshift Serverless Key Change Overdue',
      Detail: JSON.stringify(overdue),
    }],
  }]);
});

test.each<[string, Reply, RegExp]>([
  ['an entry that was refused', {
    status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'oops' }] },
  }, /^InternalFailure: oops$/],
  ['denied', awsError(403, 'AccessDeniedException', 'no'), /AccessDenied/],
  ['throttled', awsError(400, 'ThrottlingException', 'no'), /Throttling/],
  ['a reset', 'reset', /./],
])('%s: told, and never thrown', async (_name, reply, want) => {
  service.replyWith(reply);
  expect(await events().send('failed', detail)).toMatch(want);
});

test('where none are sent, nothing goes wrong', async () => {
  expect(await noEvents.send('started', eventDetail(request(), progress(), at(0)))).toBeUndefined();
});
