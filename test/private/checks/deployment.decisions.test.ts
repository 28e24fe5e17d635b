import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { Observation, StackDirection } from '../../../src/handler/reconcile/observation';
import { needsStack, reconcile } from '../../../src/handler/reconcile/reconcile';
import { APART_MS, QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { ARRIVAL, available, inStack, NEW, OLD, progress, request, usable } from '../../handler/support';

/**
 * The checks of the deployment, as decisions; an AWS-owned key has been observed before. deployment.test.ts shows them
 * in a simulated account.
 */
const nextFor = (given: KeyChangeRequest, observation: Observation) =>
  reconcile(given, progress({ keylessSince: -APART_MS }), observation, ARRIVAL).next;

/** An update of what CloudFormation holds already. */
function update(over: Partial<KeyChangeRequest>): KeyChangeRequest {
  const made = request({ ...over, aliasFollowsKey: false });
  return { ...made, heldIdentity: { namespaceName: made.namespaceName, createdWith: made.createdWith } };
}

describe('towards an AWS-owned key', () => {
  const towardsAwsOwned = update({ desiredKey: AWS_OWNED_KMS_KEY, createdWith: AWS_OWNED_KMS_KEY });

  test('the stack is observed, to recognise a rollback', () => {
    expect(needsStack(towardsAwsOwned, progress(), available(OLD), ARRIVAL)).toBe(true);
    expect(needsStack(update({}), progress(), available(NEW, usable()), ARRIVAL)).toBe(false);
  });

  test.each<{ name: string; stack: StackDirection; want: object }>([
    {
      name: 'forward: refused',
      stack: 'forward',
      want: {
        action: 'respond',
        response: { status: 'FAILED', reason: expect.stringContaining('cannot move it to an AWS-owned key') },
      },
    },
    {
      name: 'a rollback of the move from one: observed again, when no earlier request can still move it',
      stack: 'rolling-back',
      want: { action: 'wait', seconds: QUIET_PERIOD_MS / 1000 },
    },
    { name: 'a direction that cannot be read: waits', stack: 'unreadable', want: { action: 'wait' } },
  ])('$name', ({ stack, want }) => {
    expect(nextFor(towardsAwsOwned, inStack(stack, available(OLD)))).toMatchObject(want);
  });

  test('a rollback of the move from one, at the second observation: left where it is', () => {
    const observation = inStack('rolling-back', available(OLD));
    const first = reconcile(towardsAwsOwned, progress(), observation, ARRIVAL);
    const second = reconcile(towardsAwsOwned, first.progress, observation, ARRIVAL + QUIET_PERIOD_MS);
    expect(second.next).toMatchObject({
      action: 'respond',
      response: { status: 'SUCCESS', reason: expect.stringContaining('stays on the customer managed key') },
    });
  });
});

describe('from an AWS-owned key', () => {
  test.each<{ name: string; createdWith?: string; want: object }>([
    {
      name: 'createdWith left out: refused',
      want: {
        action: 'respond',
        response: {
          status: 'FAILED',
          reason: expect.stringContaining('give createdWith: CreatedWith.awsOwnedKey()'),
        },
      },
    },
    {
      name: 'createdWith another key: refused',
      createdWith: OLD,
      want: { action: 'respond', response: { status: 'FAILED' } },
    },
    { name: 'createdWith says so: updated', createdWith: AWS_OWNED_KMS_KEY, want: { action: 'update' } },
  ])('$name', ({ createdWith, want }) => {
    const given = update({ desiredKey: NEW, createdWith });
    expect(nextFor(given, inStack('forward', available(undefined, usable())))).toMatchObject(want);
  });

  test('createdWith changed to it in the same update: refused', () => {
    const given = update({ desiredKey: NEW, createdWith: NEW });
    const changed = { ...given, heldIdentity: { namespaceName: 'warehouse', createdWith: AWS_OWNED_KMS_KEY } };
    expect(nextFor(changed, inStack('forward', available(undefined, usable())))).toMatchObject({
      action: 'respond',
      response: { status: 'FAILED', reason: expect.stringContaining('must stay absent') },
    });
  });
});
