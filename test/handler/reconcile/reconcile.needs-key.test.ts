import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NamespaceObservation } from '../../../src/handler/reconcile/observation';
import type { Progress } from '../../../src/handler/reconcile/progress';
import { needsKey } from '../../../src/handler/reconcile/reconcile';
import { ALIAS, NEW, OLD, progress as progressOf, request as requestOf, updated } from '../support';

const toAwsOwnedKey: Partial<KeyChangeRequest> = { desiredKey: AWS_OWNED_KMS_KEY };
const toAlias: Partial<KeyChangeRequest> = { desiredKey: ALIAS };

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
      name: 'INACCESSIBLE_KMS_KEY, and its ARN is not known yet -> yes: it matters whether it has lost the desired key',
      request: toAlias,
      namespace: on(OLD, 'INACCESSIBLE_KMS_KEY'),
      want: true,
    },
    {
      name: 'INACCESSIBLE_KMS_KEY, and the key is requested by its id -> yes',
      request: { desiredKey: 'new' },
      namespace: on(NEW, 'INACCESSIBLE_KMS_KEY'),
      want: true,
    },
    {
      name: 'INACCESSIBLE_KMS_KEY, and its ARN is known -> no',
      request: toAlias,
      progress: described,
      namespace: on(OLD, 'INACCESSIBLE_KMS_KEY'),
      want: false,
    },
    {
      name: 'INACCESSIBLE_KMS_KEY, and the key is requested by its ARN -> no',
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
