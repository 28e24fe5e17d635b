import { check, inEachDirection, observedBefore, type Case, type Refusal } from './cases';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, available, CREATED_WITH, holds, inStack, NEW, OLD, progress, seconds, unusable, usable,
} from '../support';

const create: Partial<KeyChangeRequest> = { type: 'Create' };
const stated: Partial<KeyChangeRequest> = { ...create, createdWithStated: true };
const heldIdentity = { namespaceName: 'warehouse', createdWith: CREATED_WITH };
const renamedFrom: Partial<KeyChangeRequest> = { heldIdentity: { ...heldIdentity, namespaceName: 'lakehouse' } };
const onOld = available(OLD, usable());
const holdsNone = holds({ namespaceLogicalId: undefined });
const left = /^namespace warehouse is on .*key\/old, where this deployment found it: this rollback leaves it as it is$/;
const exists = new RegExp(
  '^namespace warehouse exists already, on .*key/old, and a new resource must not move it to .*key/new: a rollback '
  + 'could not move it back\\. It outlived its stack, or something else created it: deploy with the key that it has '
  + '.*, and change the key afterwards, or give another namespaceName; nothing was touched$',
);
const renamed = new RegExp(
  '^namespace warehouse is in this stack as Namespace, on .*key/old, and a new resource must not move it to .*key/new: '
  + 'a rollback could not move it back\\. If its construct was renamed or moved, keep the logical ids .* or the '
  + 'name\\. If you adopt it, deploy with the key that it has, and change the key afterwards; nothing was touched$',
);

describe('on the desired key already: confirmed, whatever it is', () => {
  const given = { progress: observedBefore, at: QUIET_PERIOD_MS, want: 'SUCCESS' };
  test.each<Case>([
    { ...given, name: 'a Create', request: create, observed: inStack('forward', available(NEW), holdsNone) },
    {
      ...given,
      name: 'a Create that states createdWith',
      request: stated,
      observed: inStack('forward', available(NEW), holds()),
    },
    { ...given, name: 'an Update of another name', request: renamedFrom, observed: inStack('forward', available(NEW)) },
    {
      ...given,
      name: 'an Update that adds an id',
      request: { namespaceId: 'abc-1', heldIdentity },
      observed: inStack('forward', available(NEW)),
    },
    {
      ...given,
      name: 'a Create on the AWS-owned key, which is the desired one',
      request: { ...create, desiredKey: AWS_OWNED_KMS_KEY, createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false },
      observed: inStack('forward', available(), holdsNone),
    },
  ])('$name', check);

  test.each<Case>([
    {
      name: 'a Create, first observation -> the quiet period, as for any request',
      request: create,
      observed: inStack('forward', available(NEW), holdsNone),
      at: seconds(1),
      want: 'wait 120 s',
    },
  ])('$name', check);
});

const refusals: ({ readonly name: string } & Refusal)[] = [
  {
    name: 'a Create on another key',
    request: create,
    observed: onOld,
    holding: holdsNone,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'a Create on another key, and the desired one is unusable: named as what it is, for it is not needed',
    request: create,
    observed: available(OLD, unusable()),
    holding: holdsNone,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'a Create in a later window, on another key',
    request: { ...create, window: 2, windows: 2 },
    observed: onOld,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'a Create on the AWS-owned key',
    request: { ...create, createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false },
    observed: available(undefined, usable()),
    holding: holdsNone,
    wantRefusal: /exists already, on the AWS-owned key \(AWS_OWNED_KMS_KEY\), and a new resource/,
    wantLeft: /is on the AWS-owned key \(AWS_OWNED_KMS_KEY\), where this deployment found it/,
  },
  {
    name: 'a Create that states createdWith, of a namespace that the stack holds',
    request: stated,
    observed: onOld,
    holding: holds(),
    wantRefusal: renamed,
    wantLeft: left,
  },
  {
    name: 'an Update of another name',
    request: renamedFrom,
    observed: onOld,
    holding: holdsNone,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'an Update of another name, which the stack holds under another logical id',
    request: renamedFrom,
    observed: onOld,
    holding: holds(),
    wantRefusal: renamed,
    wantLeft: left,
  },
  {
    name: 'an Update of a physical id that this library has not given',
    request: { heldIdentity: { namespaceName: 'Stack_KeyChange1_ABC' } },
    observed: onOld,
    holding: holdsNone,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'an Update without a physical id',
    request: { heldIdentity: undefined },
    observed: onOld,
    holding: holdsNone,
    wantRefusal: exists,
    wantLeft: left,
  },
  {
    name: 'an Update that adds an id together with the key',
    request: { namespaceId: 'abc-1', heldIdentity },
    observed: onOld,
    holding: holds(),
    wantRefusal: new RegExp(
      '^namespaceId or createdWith and the key of namespace warehouse were changed in one deployment \\(it is on '
      + '.*key/old, and .*key/new is desired\\): a rollback could not change the key back\\. Deploy namespaceId or '
      + 'createdWith alone, then the key; nothing was touched$',
    ),
    wantLeft: left,
  },
  {
    name: 'an Update that drops an id, and the key is requested by alias',
    request: { desiredKey: ALIAS, heldIdentity: { ...heldIdentity, namespaceId: 'abc-1' } },
    observed: onOld,
    holding: holds(),
    wantRefusal: /the key .* were changed in one deployment \(it is on .*key\/old, and .*key\/new is/,
    wantLeft: left,
  },
];

describe.each(refusals)('$name', ({ name, ...refusal }) => {
  test.each<Case>([
    {
      name: 'first observation -> confirm, in 2 s where a key is shown',
      request: refusal.request,
      observed: inStack('forward', refusal.observed, refusal.holding),
      at: seconds(1),
      want: name === 'a Create on the AWS-owned key' ? 'wait 30 s' : 'wait 2 s',
    },
    ...inEachDirection(refusal),
    {
      name: 'what the stack holds is unreadable -> wait',
      request: refusal.request,
      progress: observedBefore,
      observed: inStack('forward', refusal.observed, 'unreadable'),
      at: seconds(3),
      want: 'wait 12 s',
    },
  ])('$name', check);
});

describe('a Create that may change the key', () => {
  test.each<Case>([
    {
      name: 'on another key -> update',
      request: { ...create, changeKeyOnCreate: true },
      observed: inStack('forward', onOld, holdsNone),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'on another key, and createdWith is stated of a namespace that the stack holds -> update',
      request: { ...stated, changeKeyOnCreate: true },
      progress: progress({ startedAt: 0 }),
      observed: inStack('forward', onOld, holds({ windows: 0 })),
      at: seconds(1),
      want: 'update',
    },
    {
      name: 'an Update of another identity is none -> confirm, no update',
      request: { ...renamedFrom, changeKeyOnCreate: true },
      observed: inStack('forward', onOld, holdsNone),
      at: seconds(1),
      want: 'wait 2 s',
    },
  ])('$name', check);
});
