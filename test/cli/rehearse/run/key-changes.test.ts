import { keyChanges, type SentUpdate } from '../../../../cli/rehearse/run/key-changes';
import type { NamespaceMoment } from '../../../../simulator/services/namespace';

const at = (minutes: number): number => minutes * 60_000;

const update = (minutes: number, kmsKeyId: string | undefined, outcome = 'ok'): SentUpdate =>
  ({ at: at(minutes), by: 'function', input: { namespaceName: 'n', kmsKeyId }, outcome });
const moment = (minutes: number, status: NamespaceMoment['status'], kmsKeyArn: string): NamespaceMoment =>
  ({ at: at(minutes), namespaceName: 'n', status, kmsKeyArn });
const elsewhere: NamespaceMoment = { at: at(2), namespaceName: 'other', status: 'MODIFYING' };

test('a change lasts from MODIFYING to the next other status; refusals and other settings are none', () => {
  const updates = [
    update(1, 'two', 'ConflictException'), update(2, 'two'), update(30, undefined), update(40, 'one'), update(50, 'x'),
  ];
  const history = [
    moment(0, 'AVAILABLE', 'one'), elsewhere, moment(3, 'MODIFYING', 'one'), moment(18, 'AVAILABLE', 'two'),
    moment(41, 'MODIFYING', 'two'),
  ];
  expect(keyChanges(updates, history)).toEqual([
    { namespaceName: 'n', desiredKey: 'two', from: at(3), ended: { at: at(18), keyArn: 'two' } },
    { namespaceName: 'n', desiredKey: 'one', from: at(41) },
  ]);
});

test('an accepted update that the service does not start is no change', () => {
  expect(keyChanges([update(1, 'two')], [moment(0, 'AVAILABLE', 'one')])).toEqual([]);
});
