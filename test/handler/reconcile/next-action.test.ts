import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { Observation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { reconcile } from '../../../src/handler/reconcile/reconcile';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { ALIAS, at, available, fail, inStack, NEW, notFound, OLD, progress, request, seconds } from '../support';

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
  test('no namespace: nothing is confirmed', () => expect(isConfirmed({}, progress(), notFound())).toBe(false));
  test('a rollback that cannot go back, after the quiet period: confirmed', () => {
    const observed = inStack('rolling-back', available(OLD));
    const before = progress({ onOtherKeySince: 0 });
    expect(isConfirmed({ desiredKey: AWS_OWNED_KMS_KEY }, before, observed, QUIET_PERIOD_MS)).toBe(true);
  });
  test('on the desired key: confirmed', () => {
    expect(isConfirmed({}, progress({ changeStarted: true, onDesiredKeySince: 0 }), available(NEW))).toBe(true);
  });
});
