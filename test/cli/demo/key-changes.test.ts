import { at } from '../picture/support';
import { keyChanges } from '../../../cli/demo/key-changes';
import type { NamespaceMoment } from '../../../simulator/services/namespace';
import type { CallRecord } from '../../../simulator/types';

const update = (minutes: number, outcome: string, kmsKeyId: string): CallRecord => ({
  at: at(minutes),
  service: 'redshift-serverless',
  operation: 'UpdateNamespace',
  principal: 'p',
  input: { kmsKeyId },
  outcome,
});

const moment = (minutes: number, status: NamespaceMoment['status'], kmsKeyArn: string): NamespaceMoment =>
  ({ at: at(minutes), namespaceName: 'n', status, kmsKeyArn });

test('accepted updates, and the changes that they started', () => {
  const history = [
    moment(0, 'AVAILABLE', 'one'), moment(5, 'MODIFYING', 'one'), moment(9, 'AVAILABLE', 'two'),
    moment(12, 'MODIFYING', 'two'),
  ];
  const updates = [update(4, 'ConflictException', 'two'), update(5, 'ok', 'two'), update(12, 'ok', 'one')];
  expect(keyChanges(updates, history)).toEqual([
    { desiredKey: 'two', from: at(5), ended: { at: at(9), keyArn: 'two' } },
    { desiredKey: 'one', from: at(12) },
  ]);
  expect(keyChanges([update(20, 'ok', 'two')], history)).toEqual([]);
});
