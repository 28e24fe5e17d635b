import { AWS_OWNED_KMS_KEY, WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NamespaceObservation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { needsKey, needsStack } from '../../../src/handler/reconcile/reconcile';
import {
  ALIAS, at, hours, NEW, OLD, progress as progressOf, request as requestOf, seconds, updated,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
const toAwsOwnedKey: Partial<KeyChangeRequest> = { desiredKey: AWS_OWNED_KMS_KEY };
const toAlias: Partial<KeyChangeRequest> = { desiredKey: ALIAS };
/** The second of three windows. */
const inChain: Partial<KeyChangeRequest> = { window: 2, windows: 3 };
/** More windows and a new key in one update. */
const windowsAdded: Partial<KeyChangeRequest> = { windows: 3, previous: { windows: 1, desiredKey: OLD } };

describe('whether the stack has to be observed', () => {
  interface Case {
    readonly name: string;
    readonly request?: Partial<KeyChangeRequest>;
    readonly progress?: Progress;
    readonly at: number;
    readonly want: boolean;
  }
  const responded = progressOf({ responded: true });
  const sameKey: Partial<KeyChangeRequest> = { windows: 3, previous: { windows: 1, desiredKey: NEW } };
  const sameWindows: Partial<KeyChangeRequest> = { windows: 3, previous: { windows: 3, desiredKey: OLD } };

  test.each<Case>([
    { name: 'the window has just begun -> no', at: seconds(1), want: false },
    {
      name: 'one ms before its end -> no',
      request: inChain,
      progress: updated('accepted', 0),
      at: WINDOW - 1,
      want: false,
    },
    { name: 'at its end -> yes', request: inChain, progress: updated('accepted', 0), at: WINDOW, want: true },
    {
      name: 'at the end of the last window -> yes, the remedy depends on it',
      progress: updated('accepted', 0),
      at: WINDOW,
      want: true,
    },
    {
      name: 'responded -> no',
      request: inChain,
      progress: updated('accepted', 0, { responded: true }),
      at: hours(2),
      want: false,
    },
    { name: 'more windows and a new key -> yes', request: windowsAdded, at: seconds(1), want: true },
    {
      name: 'more windows and a new key, responded -> no',
      request: windowsAdded,
      progress: responded,
      at: seconds(1),
      want: false,
    },
    { name: 'more windows and the same key -> no', request: sameKey, at: seconds(1), want: false },
    { name: 'a new key and as many windows -> no', request: sameWindows, at: seconds(1), want: false },
    {
      name: 'the AWS-owned key is desired -> yes: only a rollback may stay on another key',
      request: toAwsOwnedKey,
      at: seconds(1),
      want: true,
    },
  ])('$name', ({ request, progress = progressOf(), at: now, want }) => {
    expect(needsStack(requestOf(request), progress, at(now))).toBe(want);
  });
});

describe('whether KMS has to describe the key', () => {
  interface Case {
    readonly name: string;
    readonly request?: Partial<KeyChangeRequest>;
    readonly progress?: Progress;
    readonly namespace: NamespaceObservation;
    readonly want: boolean;
  }
  const on = (keyArn: string | undefined, status = 'AVAILABLE'): NamespaceObservation => ({ status, keyArn });
  const described = progressOf({ keyArn: NEW });

  test.each<Case>([
    { name: 'on the desired key already -> no', namespace: on(NEW), want: false },
    { name: 'the AWS-owned key is desired -> no', request: toAwsOwnedKey, namespace: on(OLD), want: false },
    { name: 'about to update -> yes', namespace: on(OLD), want: true },
    {
      name: 'about to update again after a refusal -> yes, the key may have changed',
      progress: progressOf({ update: 'refused', keyArn: NEW }),
      namespace: on(OLD),
      want: true,
    },
    {
      name: 'MODIFYING, and its ARN is not known yet -> yes',
      request: toAlias,
      namespace: on(OLD, 'MODIFYING'),
      want: true,
    },
    {
      name: 'AVAILABLE after an update, and its ARN is not known yet -> yes',
      request: toAlias,
      progress: updated('unknown', 0, { keyArn: undefined }),
      namespace: on(OLD),
      want: true,
    },
    {
      name: 'MODIFYING, and its ARN is known -> no',
      request: toAlias,
      progress: described,
      namespace: on(OLD, 'MODIFYING'),
      want: false,
    },
    {
      name: 'requested by alias, on the key that it named at the last observation -> yes, the alias may have moved',
      request: toAlias,
      progress: described,
      namespace: on(NEW),
      want: true,
    },
    {
      name: 'DELETING, and its ARN is not known yet -> no, whatever KMS says',
      request: toAlias,
      namespace: on(OLD, 'DELETING'),
      want: false,
    },
    {
      name: 'INACCESSIBLE_KMS_KEY, and its ARN is not known yet -> no',
      request: toAlias,
      namespace: on(OLD, 'INACCESSIBLE_KMS_KEY'),
      want: false,
    },
    { name: 'an unknown status -> no', request: toAlias, namespace: on(OLD, 'RESHARDING'), want: false },
    {
      name: 'handed over with its ARN, and updated -> no',
      request: toAlias,
      progress: updated('accepted', 0),
      namespace: on(OLD, 'MODIFYING'),
      want: false,
    },
    { name: 'updated and accepted -> no', progress: updated('accepted', 0), namespace: on(OLD), want: false },
    { name: 'updated, outcome unknown -> no', progress: updated('unknown', 0), namespace: on(OLD), want: false },
    { name: 'died during the update -> no', progress: updated('sending', 0), namespace: on(OLD), want: false },
    {
      name: 'responded -> no',
      progress: progressOf({ update: 'refused', responded: true, keyArn: NEW }),
      namespace: on(OLD),
      want: false,
    },
  ])('$name', ({ request, progress = progressOf(), namespace, want }) => {
    expect(needsKey(requestOf(request), progress, namespace)).toBe(want);
  });
});
