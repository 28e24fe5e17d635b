import { check, INACCESSIBLE, inEachDirection, observedBefore, toAwsOwnedKey, type Case, type Refusal } from './cases';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, available, CREATED_WITH, holds, inStack, inStatus, minutes, modifying, NEW, OLD, seconds, updated, usable,
} from '../support';

const changedCreatedWith: Partial<KeyChangeRequest> = {
  createdWith: OLD,
  aliasFollowsKey: false,
  heldIdentity: { namespaceName: 'warehouse', createdWith: CREATED_WITH },
};

const refusals: ({ readonly name: string } & Refusal)[] = [
  {
    name: 'DELETING',
    observed: inStatus('DELETING', OLD),
    wantRefusal: new RegExp(
      '^namespace warehouse is being deleted, so its key cannot be changed; wait until it is gone, or give the new '
      + 'namespace another namespaceName$',
    ),
    wantLeft: /^namespace warehouse is being deleted: this rollback leaves it as it is$/,
  },
  {
    name: 'DELETING, and it is a first contact',
    request: { type: 'Create' },
    observed: inStatus('DELETING', NEW),
    wantRefusal: /is being deleted/,
    wantLeft: /is being deleted: this rollback leaves it/,
  },
  {
    name: 'it has lost access to the desired key',
    observed: inStatus(INACCESSIBLE, NEW),
    wantRefusal: /^namespace warehouse has lost access to its key .*key\/new .*; enable that key or cancel its/,
    wantLeft: new RegExp(
      '^namespace warehouse is on .*key/new, and has lost access to it .*: this rollback leaves it as it is; enable '
      + 'that key or cancel its deletion, and check its policy$',
    ),
  },
  {
    name: 'it has lost access to the desired key, which is requested by alias',
    request: { desiredKey: ALIAS },
    observed: inStatus(INACCESSIBLE, NEW, usable()),
    wantRefusal: /has lost access to its key .*key\/new/,
    wantLeft: /is on .*key\/new, and has lost access to it/,
  },
  {
    name: 'it has lost access to the AWS-owned key, which is the desired one',
    request: toAwsOwnedKey,
    observed: inStatus(INACCESSIBLE),
    wantRefusal: /has lost access to its key the AWS-owned key \(AWS_OWNED_KMS_KEY\)/,
    wantLeft: /is on the AWS-owned key \(AWS_OWNED_KMS_KEY\), and has lost access/,
  },
  {
    name: 'an AWS-owned key is desired, and it is on a customer managed one',
    request: toAwsOwnedKey,
    observed: available(OLD),
    wantRefusal: new RegExp(
      'cannot move it to an AWS-owned key; keep a customer managed key, or take a snapshot and restore it into a new '
      + 'namespace under the AWS-owned key$',
    ),
    wantLeft: /stays on the customer managed key .*key\/old: .*; deploy the customer managed key again$/,
  },
  {
    name: 'createdWith was changed together with the key',
    request: changedCreatedWith,
    observed: available(OLD, usable()),
    holding: holds(),
    wantRefusal: new RegExp(
      '^the template\'s KmsKeyId of namespace warehouse must stay arn:\\S+:alias/\\S+, got: .*key/old; CloudFormation '
      + 'would send the other one by itself\\. Give createdWith: .*, as it was created, and deploy again; nothing was '
      + 'touched$',
    ),
    wantLeft: new RegExp(
      '^namespace warehouse is on .*key/old, where this deployment found it: this rollback leaves it as it is$',
    ),
  },
  {
    name: 'createdWith was changed alone',
    request: changedCreatedWith,
    observed: available(NEW),
    wantRefusal: /must stay .*alias\/\S+, got: .*key\/old/,
    wantLeft: /^namespace warehouse is on .*key\/new$/,
  },
  {
    name: 'createdWith was dropped',
    request: { ...changedCreatedWith, createdWith: undefined },
    observed: available(NEW),
    wantRefusal: /must stay arn:\S+:alias\/\S+, got: unsaid;/,
    wantLeft: /^namespace warehouse is on .*key\/new$/,
  },
];

describe.each(refusals)('$name', ({ name: _name, ...refusal }) => {
  test.each(inEachDirection(refusal))('$name', check);
});

describe('what createdWith was changed to is refused on the first observation already', () => {
  test.each<Case>([
    {
      name: 'AVAILABLE -> FAILED',
      request: changedCreatedWith,
      observed: inStack('forward', available(OLD, usable())),
      at: seconds(1),
      want: 'FAILED',
      wantReason: /must stay/,
    },
    {
      name: 'MODIFYING -> not yet',
      request: changedCreatedWith,
      observed: inStack('forward', modifying(OLD, usable())),
      at: seconds(1),
      want: 'wait 12 s',
    },
    {
      name: 'an Update of another name is not refused for its createdWith: on the desired key -> SUCCESS',
      request: { ...changedCreatedWith, heldIdentity: { namespaceName: 'lakehouse', createdWith: CREATED_WITH } },
      progress: observedBefore,
      observed: inStack('forward', available(NEW)),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
  ])('$name', check);
});

describe('it has lost access to a key that is not the desired one', () => {
  test.each<Case>([
    ...([
      ['forward', 'deploy again'],
      ['rolling-back', 'run aws cloudformation continue-update-rollback'],
      ['unreadable', 'deploy again \\(in a rollback: run aws cloudformation continue-update-rollback\\)'],
    ] as const).map(([stack, remedy]): Case => ({
      name: `${stack} -> FAILED: it cannot be moved, and a rollback must not leave it where the deployment moved it`,
      progress: observedBefore,
      observed: inStack(stack, inStatus(INACCESSIBLE, OLD)),
      at: seconds(3),
      want: 'FAILED',
      wantReason: new RegExp(
        'has lost access to its key .*key/old \\(status INACCESSIBLE_KMS_KEY\\); enable that key or cancel its '
        + `deletion, check its policy, wait until the namespace is AVAILABLE, and ${remedy}$`,
      ),
    })),
    {
      name: 'requested by alias, which names another key -> FAILED',
      request: { desiredKey: ALIAS },
      progress: observedBefore,
      observed: inStack('rolling-back', inStatus(INACCESSIBLE, OLD, usable())),
      at: seconds(3),
      want: 'FAILED',
    },
  ])('$name', check);
});

describe('an update may have been sent, and it has become unavailable', () => {
  const started = updated('accepted', seconds(5), {
    changeStarted: true, deletingSince: minutes(4), inaccessibleSince: minutes(4),
  });
  test.each<Case>([
    {
      name: 'DELETING, the stack goes forward -> FAILED, watched',
      progress: started,
      observed: inStack('forward', inStatus('DELETING', OLD)),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: /is being deleted/,
    },
    {
      name: 'DELETING, in a rollback -> SUCCESS',
      progress: started,
      observed: inStack('rolling-back', inStatus('DELETING', OLD)),
      at: minutes(5),
      want: 'SUCCESS',
    },
    {
      name: 'INACCESSIBLE_KMS_KEY on the key that it was on -> FAILED, watched',
      progress: started,
      observed: inStack('forward', inStatus(INACCESSIBLE, OLD)),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: /has lost access to its key .*key\/old/,
    },
    {
      name: 'INACCESSIBLE_KMS_KEY under the AWS-owned key -> FAILED, watched, without an undefined',
      progress: started,
      observed: inStack('rolling-back', inStatus(INACCESSIBLE)),
      at: minutes(5),
      want: 'FAILED, watch',
      wantReason: /its key the AWS-owned key/,
    },
  ])('$name', check);
});
