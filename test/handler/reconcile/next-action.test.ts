import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { Observation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, at, available, CREATED_WITH, fail, holds, inStack, inStatus, NEW, notFound, OLD, PHYSICAL_ID, progress,
  request, seconds,
} from '../support';

describe('what a SUCCESS holds and hands over', () => {
  const responseTo = (over: Partial<KeyChangeRequest>, before: Progress, observed: Observation, now = seconds(1)) => {
    const { next } = reconcile(request(over), before, observed, at(now));
    return next.action === 'respond' ? next.response : fail(`no response, but ${next.action}`);
  };
  const isConfirmed = (...given: Parameters<typeof responseTo>): unknown =>
    JSON.parse(responseTo(...given).handover ?? '{}').confirmed;

  test('requested by alias: the ARN from KMS', () => {
    const before = progress({ changeStarted: true, keyArn: NEW, onDesiredKeySince: 0 });
    expect(responseTo({ desiredKey: ALIAS }, before, available(NEW))).toMatchObject({ status: 'SUCCESS', keyArn: NEW });
  });
  test('no namespace: nothing is confirmed', () => {
    expect(isConfirmed({ type: 'Create' }, progress({ absentSince: 0 }), notFound())).toBe(false);
  });
  test('no namespace yet, of windows that a failed attempt has left: nothing is confirmed', () => {
    const observed = { ...notFound(), holding: holds({ namespaceLogicalId: undefined }) };
    expect(isConfirmed({}, progress({ absentSince: 0 }), observed)).toBe(false);
  });
  test('a rollback that cannot go back, after the quiet period: confirmed', () => {
    const observed = inStack('rolling-back', available(OLD));
    const before = progress({ onOtherKeySince: 0 });
    expect(isConfirmed({ desiredKey: AWS_OWNED_KMS_KEY }, before, observed, QUIET_PERIOD_MS)).toBe(true);
  });
  test('the identity: an Update that adds an id gets another one', () => {
    const before = progress({ changeStarted: true, onDesiredKeySince: 0 });
    expect(responseTo({}, before, available(NEW))).toMatchObject({ physicalResourceId: PHYSICAL_ID });
    const heldIdentity = { namespaceName: 'warehouse', createdWith: CREATED_WITH };
    expect(responseTo({ namespaceId: 'abc-1', heldIdentity }, before, available(NEW)))
      .toMatchObject({ physicalResourceId: `${PHYSICAL_ID}|namespaceId=abc-1` });
  });
  test('a failure has no identity of its own: CloudFormation keeps the one that it holds', () => {
    const before = progress({ deletingSince: 0 });
    const response = responseTo({}, before, inStack('forward', inStatus('DELETING', OLD)));
    expect(response).toEqual({
      status: 'FAILED', reason: expect.stringContaining('is being deleted'), failureKind: 'refused',
    });
  });
  test('on the desired key: confirmed', () => {
    expect(isConfirmed({}, progress({ changeStarted: true, onDesiredKeySince: 0 }), available(NEW))).toBe(true);
  });
});
