import { check, INACCESSIBLE, toAwsOwnedKey, type Case } from './cases';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { APART_MS, QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, available, holds, inStack, inStatus, minutes, modifying, OLD, progress, seconds, unreadable, updated, usable,
} from '../support';

describe('one answer decides nothing', () => {
  const statuses = [
    { status: 'DELETING', since: 'deletingSince', confirmed: 'wait 2 s', apart: 2000 },
    { status: INACCESSIBLE, since: 'inaccessibleSince', confirmed: 'wait 30 s', apart: APART_MS },
  ] as const;
  test.each<Case>(statuses.flatMap(({ status, since, confirmed, apart }): Case[] => [
    {
      name: `${status}, first observation -> ${confirmed}`,
      observed: inStack('forward', inStatus(status, OLD)),
      at: seconds(1),
      want: confirmed,
      wantProgress: { [since]: at(seconds(1)), onOtherKeySince: undefined },
    },
    {
      name: `${status} twice in the same millisecond -> not two observations`,
      progress: progress({ [since]: seconds(1) }),
      observed: inStack('forward', inStatus(status, OLD)),
      at: seconds(1),
      want: confirmed,
    },
    {
      name: `${status} twice, far enough apart -> FAILED`,
      progress: progress({ [since]: seconds(1) }),
      observed: inStack('forward', inStatus(status, OLD)),
      at: seconds(1) + apart,
      want: 'FAILED',
    },
    ...[unreadable(), modifying(OLD, usable())].map((observed): Case => ({
      name: `${status}, then ${observed.kind} -> counted anew`,
      progress: progress({ [since]: seconds(1) }),
      observed,
      at: seconds(3),
      want: 'wait 12 s',
      wantProgress: { [since]: undefined },
    })),
    {
      name: `${status}, then AVAILABLE -> update`,
      progress: progress({ [since]: seconds(1) }),
      observed: inStack('forward', available(OLD, usable()), holds()),
      at: seconds(3),
      want: 'update',
      wantProgress: { [since]: undefined },
    },
  ]))('$name', check);

  test.each<Case>([
    {
      name: 'INACCESSIBLE_KMS_KEY, one ms too soon after the first -> wait',
      progress: progress({ inaccessibleSince: seconds(1) }),
      observed: inStack('forward', inStatus(INACCESSIBLE, OLD)),
      at: seconds(1) + APART_MS - 1,
      want: 'wait 1 s',
    },
    {
      name: 'DELETING, then INACCESSIBLE_KMS_KEY -> two first observations',
      progress: progress({ deletingSince: seconds(1) }),
      observed: inStack('forward', inStatus(INACCESSIBLE, OLD)),
      at: minutes(3),
      want: 'wait 30 s',
      wantProgress: { deletingSince: undefined, inaccessibleSince: at(minutes(3)) },
    },
    ...[
      { name: 'for less than the quiet period', at: minutes(5) + APART_MS, want: 'wait 90 s' },
      { name: 'for the quiet period', at: minutes(5) + QUIET_PERIOD_MS, want: 'SUCCESS' },
    ].map((given): Case => ({
      ...given,
      name: `INACCESSIBLE_KMS_KEY in a rollback, after a change was seen, ${given.name} -> ${given.want}`,
      request: toAwsOwnedKey,
      progress: progress({ changeStarted: true, inaccessibleSince: minutes(5) }),
      observed: inStack('rolling-back', inStatus(INACCESSIBLE)),
    })),
    {
      name: 'INACCESSIBLE_KMS_KEY once during a change -> the change is observed further',
      progress: updated('accepted', 0, { changeStarted: true }),
      observed: inStatus(INACCESSIBLE, OLD),
      at: minutes(3),
      want: 'wait 30 s',
    },
  ])('$name', check);
});

describe('a response without kmsKeyId: an AWS-owned key, or a key that was left out', () => {
  const toCustomerManaged: Partial<KeyChangeRequest> = { createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false };
  const keyless = inStack('forward', available(undefined, usable()), holds());
  test.each<Case>([
    {
      name: 'first observation -> no update, which could be for the key that it is on',
      request: toCustomerManaged,
      observed: keyless,
      at: seconds(1),
      want: 'wait 30 s',
      wantProgress: { keylessSince: at(seconds(1)), updatesSent: 0 },
    },
    {
      name: 'one ms too soon after the first -> wait',
      request: toCustomerManaged,
      progress: progress({ keylessSince: seconds(1) }),
      observed: keyless,
      at: seconds(1) + APART_MS - 1,
      want: 'wait 1 s',
    },
    {
      name: 'far enough apart -> update',
      request: toCustomerManaged,
      progress: progress({ keylessSince: seconds(1) }),
      observed: keyless,
      at: seconds(1) + APART_MS,
      want: 'update',
    },
    {
      name: 'a key is shown in between -> counted anew',
      request: toCustomerManaged,
      progress: progress({ onOtherKeySince: seconds(1) }),
      observed: keyless,
      at: minutes(2),
      want: 'wait 30 s',
    },
    {
      name: 'first observation, and the template does not say that it is AWS-owned -> not refused yet',
      observed: keyless,
      at: seconds(1),
      want: 'wait 30 s',
    },
    {
      name: 'first observation, on a namespace that this request must not change -> not refused yet',
      request: { ...toCustomerManaged, type: 'Create' },
      progress: progress({ onOtherKeySince: 0 }),
      observed: keyless,
      at: seconds(3),
      want: 'wait 30 s',
    },
    {
      name: 'the AWS-owned key is desired -> settled as any other key',
      request: { ...toAwsOwnedKey, createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false },
      observed: keyless,
      at: seconds(1),
      want: 'wait 120 s',
    },
    {
      name: 'during a change -> the change is observed further',
      request: toCustomerManaged,
      progress: updated('accepted', 0),
      observed: keyless,
      at: minutes(1),
      want: 'wait 12 s',
    },
  ])('$name', check);
});
