import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { awsError } from './loopback';
import { useService } from './service';
import { overdueEvents } from '../../../src/handler/aws/overdue-events';
import type { OverdueDetail } from '../../../src/handler/inspection-ports';

const service = useService();
const send = () => overdueEvents(new EventBridgeClient(service.clientConfig(1)))(DETAIL);
const DETAIL: OverdueDetail = {
  version: '1',
  namespaceName: 'warehouse',
  stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Warehouse/guid',
  stackName: 'Warehouse',
  fromKey: 'AWS_OWNED_KMS_KEY',
  scheduledGeneration: 2,
  due: '2027-01-15',
  daysLate: 5,
  reason: 'r',
};

test('one event on the default bus', async () => {
  service.replyWith({ status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } });
  await send();
  expect(service.operations()).toEqual(['PutEvents']);
  expect(service.bodies()).toEqual([{
    Entries: [{
      Source: 'cdk-redshift-rotatable-namespace',
      DetailType: 'Redshift Serverless Key Change Overdue',
      Detail: JSON.stringify(DETAIL),
    }],
  }]);
});

test('an entry that failed is an error', async () => {
  service.replyWith({
    status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'oops' }] },
  });
  await expect(send()).rejects.toThrow('InternalFailure: oops');
});

test('so is a call that failed', async () => {
  service.replyWith(awsError(400, 'AccessDeniedException', 'not authorized'));
  await expect(send()).rejects.toThrow('not authorized');
});
