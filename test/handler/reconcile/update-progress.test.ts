import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { updateProgress } from '../../../src/handler/reconcile/update-progress';
import {
  ALIAS, at, available, denied, inStatus, modifying, NEW, notFound, OLD, progress, request, seconds, unreadable, usable,
} from '../support';

test('an alias that KMS has not described yet does not stand for an AWS-owned key', () => {
  const given = request({ desiredKey: ALIAS, createdWith: AWS_OWNED_KMS_KEY });
  expect(updateProgress(given, progress(), available(undefined), at(1)).onDesiredKeySince).toBeUndefined();
});

describe('the first observation of the waiter is remembered: no older request sends an update after it', () => {
  test.each([
    ['AVAILABLE', available(OLD, usable())],
    ['MODIFYING', modifying(OLD, usable())],
    ['DELETING', inStatus('DELETING', OLD)],
    ['not found', notFound()],
    ['denied', denied()],
    ['unreadable', unreadable()],
  ])('%s', (_name, observed) => {
    expect(updateProgress(request(), progress(), observed, at(seconds(7))).startedAt).toBe(at(seconds(7)));
    expect(updateProgress(request(), progress({ startedAt: 1 }), observed, at(seconds(7))).startedAt).toBe(at(1));
  });
});

test('the status of an earlier observation is forgotten', () => {
  const before = progress({
    absentSince: 1, deletingSince: 2, onDesiredKeySince: 3, onOtherKeySince: 4, inaccessibleSince: 5, keylessSince: 6,
  });
  const nothing = {
    absentSince: undefined,
    deletingSince: undefined,
    inaccessibleSince: undefined,
    keylessSince: undefined,
    onDesiredKeySince: undefined,
    onOtherKeySince: undefined,
  };
  const after = (observed: Parameters<typeof updateProgress>[2]) => updateProgress(request(), before, observed, at(9));
  expect(after(unreadable())).toMatchObject(nothing);
  expect(after(denied())).toMatchObject(nothing);
  expect(after(modifying(OLD))).toMatchObject(nothing);
  expect(after(inStatus('RESHARDING', OLD))).toMatchObject(nothing);
  expect(after(notFound())).toMatchObject({ ...nothing, absentSince: at(1) });
  expect(after(inStatus('DELETING', OLD))).toMatchObject({ ...nothing, deletingSince: at(2) });
  expect(after(inStatus('INACCESSIBLE_KMS_KEY', OLD))).toMatchObject({ ...nothing, inaccessibleSince: at(5) });
  expect(after(available(NEW))).toMatchObject({ ...nothing, onDesiredKeySince: at(3) });
  expect(after(available(OLD))).toMatchObject({ ...nothing, onOtherKeySince: at(4) });
  expect(after(available())).toMatchObject({ ...nothing, onOtherKeySince: at(4), keylessSince: at(6) });
});
