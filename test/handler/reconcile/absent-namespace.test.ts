import { check, inEachDirection, type Case, type Refusal } from './cases';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  at, CREATED_WITH, denied, FOREIGN, holds, inStack, modifying, notFound, OLD, progress, seconds, unreadable, usable,
} from '../support';

const heldIdentity = { namespaceName: 'warehouse', createdWith: CREATED_WITH };
/** A namespace that something else creates. */
const unmanaged: Partial<KeyChangeRequest> = {
  managesNamespace: false, createdWith: undefined, aliasFollowsKey: false,
};
const create: Partial<KeyChangeRequest> = { type: 'Create' };
const toOldWithNew: Partial<KeyChangeRequest> = { createdWith: OLD, aliasFollowsKey: false };
/** Observed to be absent a moment ago. */
const absent = progress({ absentSince: seconds(1) });
const holdsNone = holds({ namespaceLogicalId: undefined });
const secondTime = seconds(3);

describe('one "not found" decides nothing', () => {
  test.each<Case>([
    {
      name: 'a Create, first observation -> confirm in 2 s',
      request: create,
      observed: notFound(),
      at: seconds(1),
      want: 'wait 2 s',
      wantProgress: { absentSince: at(seconds(1)) },
    },
    {
      name: 'an Update, first observation -> confirm in 2 s, whichever way the stack goes',
      observed: inStack('rolling-back', notFound(), holds()),
      at: seconds(1),
      want: 'wait 2 s',
    },
    {
      name: 'created under another key, first observation -> confirm in 2 s',
      request: { ...create, ...toOldWithNew },
      observed: inStack('forward', notFound(true)),
      at: seconds(1),
      want: 'wait 2 s',
    },
    {
      name: 'twice in the same millisecond -> not two observations',
      request: create,
      progress: absent,
      observed: notFound(),
      at: seconds(1),
      want: 'wait 2 s',
    },
    {
      name: 'unreadable in between -> counted anew',
      request: create,
      progress: absent,
      observed: unreadable(),
      at: secondTime,
      want: 'wait 12 s',
      wantProgress: { absentSince: undefined },
    },
    {
      name: 'denied in between -> counted anew',
      request: create,
      progress: absent,
      observed: denied(),
      at: secondTime,
      want: 'wait 12 s',
      wantProgress: { absentSince: undefined, observationDeniedSince: at(secondTime) },
    },
    {
      name: 'there after all -> counted anew',
      progress: absent,
      observed: modifying(OLD, usable()),
      at: secondTime,
      want: 'wait 12 s',
      wantProgress: { absentSince: undefined },
    },
    {
      name: 'after a denial -> the denial is forgotten, since "not found" is an answer',
      progress: progress({ observationDeniedSince: seconds(1) }),
      observed: notFound(),
      at: secondTime,
      want: 'wait 2 s',
      wantProgress: { absentSince: at(secondTime), observationDeniedSince: undefined },
    },
    {
      name: 'forgets what was observed of a key before',
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: notFound(),
      at: secondTime,
      want: 'wait 2 s',
      wantProgress: { onDesiredKeySince: undefined },
    },
  ])('$name', check);
});

describe('a first contact: CloudFormation is about to create the namespace', () => {
  test.each<Case>([
    {
      name: 'a Create, second observation -> SUCCESS, no quiet period',
      request: create,
      progress: absent,
      observed: notFound(),
      at: secondTime,
      want: 'SUCCESS',
      wantReason: /^namespace warehouse does not exist yet: nothing to change$/,
    },
    {
      name: 'the template would create it under the desired key -> SUCCESS',
      request: { ...create, ...toOldWithNew },
      progress: absent,
      observed: notFound(false),
      at: secondTime,
      want: 'SUCCESS',
      wantReason: /does not exist yet/,
    },
    {
      name: 'an Update of another name -> SUCCESS: the namespace is replaced',
      request: { namespaceName: 'lakehouse', createdWith: CREATED_WITH, heldIdentity },
      progress: absent,
      observed: notFound(),
      at: secondTime,
      want: 'SUCCESS',
      wantReason: /^namespace lakehouse does not exist yet/,
    },
    {
      name: 'an Update that adds an id -> SUCCESS',
      request: { namespaceId: 'abc-1', heldIdentity },
      progress: absent,
      observed: notFound(),
      at: secondTime,
      want: 'SUCCESS',
      wantReason: /does not exist yet/,
    },
    ...(['forward', 'rolling-back', 'unreadable'] as const).map((stack): Case => ({
      name: `the stack is ${stack} -> SUCCESS`,
      request: create,
      progress: absent,
      observed: inStack(stack, notFound()),
      at: secondTime,
      want: 'SUCCESS',
      wantReason: /does not exist yet/,
    })),
  ])('$name', check);
});

/** Refused on the second observation, and left as it is in a rollback. */
const refusals: ({ readonly name: string } & Omit<Refusal, 'wantLeft'>)[] = [
  {
    name: 'a Create whose template would create it under another key',
    holding: holdsNone,
    request: { ...create, ...toOldWithNew },
    observed: notFound(true),
    wantRefusal: new RegExp(
      '^namespace warehouse does not exist, and createdWith \\(.*key/old\\) would create it under another key than the '
      + 'desired one \\(.*key/new\\); leave createdWith out for a new namespace, or give it the desired key$',
    ),
  },
  {
    name: 'a Create whose alias would have to follow a key of another account',
    holding: holdsNone,
    request: { ...create, desiredKey: FOREIGN },
    observed: notFound(),
    wantRefusal: new RegExp(
      '^namespace warehouse does not exist, and key \\S+ is not of account \\d+, whose alias cannot point to it, so '
      + "the template must name the key itself; give createdWith: CreatedWith\\.kmsKeyId\\('\\S+'\\) and deploy again; "
      + 'nothing was touched$',
    ),
  },
  {
    name: 'a Create of a namespace that its stack holds: an adoption of one that somebody has deleted',
    request: create,
    observed: notFound(),
    wantRefusal: /does not exist any more, and CloudFormation does not create it anew/,
  },
  {
    name: 'an Update of another id, and something else creates the namespace',
    request: { ...toOldWithNew, managesNamespace: false, heldIdentity: { ...heldIdentity, createdWith: OLD } },
    observed: notFound(true),
    wantRefusal: /does not exist any more, and CloudFormation does not create it anew/,
  },
  {
    name: 'an Update of another name whose template would create it under another key',
    holding: holdsNone,
    request: { ...toOldWithNew, heldIdentity: { namespaceName: 'lakehouse', createdWith: OLD } },
    observed: notFound(true),
    wantRefusal: /would create it under another key/,
  },
  {
    name: 'an Update of another createdWith',
    request: { ...toOldWithNew, heldIdentity },
    observed: notFound(),
    wantRefusal: new RegExp(
      '^the template\'s KmsKeyId of namespace warehouse must stay arn:\\S+:alias/\\S+, got: .*key/old; .*'
      + 'Give createdWith: .*, as it was created, and deploy again; nothing was touched$',
    ),
  },
  {
    name: 'an Update of another createdWith: named before the key that it would be created under',
    request: { ...toOldWithNew, heldIdentity: { ...heldIdentity, createdWith: AWS_OWNED_KMS_KEY } },
    observed: notFound(true),
    wantRefusal: /must stay absent, got: .*key\/old;/,
  },
  {
    name: 'an Update of a namespace that the stack holds',
    request: {},
    observed: notFound(),
    wantRefusal: new RegExp(
      '^namespace warehouse does not exist any more, and CloudFormation does not create it anew\\. Create it under '
      + 'the same name with kmsKeyId .*key/new \\(restore a snapshot .*; then deploy again$',
    ),
  },
  {
    name: 'an Update of a namespace that something else creates',
    request: unmanaged,
    observed: notFound(),
    wantRefusal: /does not exist any more/,
  },
];

describe.each(refusals)('$name', ({ name: _name, ...refusal }) => {
  const wantLeft = /^namespace warehouse does not exist: this rollback has nothing to change$/;
  test.each<Case>([
    {
      name: 'first observation -> confirm in 2 s',
      request: refusal.request,
      observed: inStack('forward', refusal.observed, holds()),
      at: seconds(3),
      want: 'wait 2 s',
    },
    ...inEachDirection({ holding: holds(), ...refusal, wantLeft }),
  ])('$name', check);
});

describe('an Update, and the template is about to create the namespace: an attempt has left the windows', () => {
  const given = { progress: absent, at: secondTime };
  test.each<Case>([
    {
      ...given,
      name: 'the stack does not hold it -> SUCCESS',
      observed: inStack('forward', notFound(), holdsNone),
      want: 'SUCCESS',
      wantReason: /does not exist yet/,
    },
    {
      ...given,
      name: 'the stack does not hold it, in a rollback -> SUCCESS',
      observed: inStack('rolling-back', notFound(), holdsNone),
      want: 'SUCCESS',
      wantReason: /does not exist yet/,
    },
    {
      ...given,
      name: 'the stack does not hold it, and the template would create it under another key -> FAILED',
      request: toOldWithNew,
      observed: inStack('forward', notFound(true), holdsNone),
      want: 'FAILED',
      wantReason: /would create it under another key/,
    },
    {
      ...given,
      name: 'the same in a rollback -> not FAILED: nothing was touched',
      request: toOldWithNew,
      progress: progress({ absentSince: seconds(1), startedAt: 0 }),
      observed: inStack('rolling-back', notFound(true), holdsNone),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
      wantReason: /this rollback has nothing to change/,
    },
    {
      ...given,
      name: 'what the stack holds is unreadable -> wait',
      observed: inStack('forward', notFound(), 'unreadable'),
      want: 'wait 12 s',
    },
    {
      ...given,
      name: 'the stack does not hold it, and something else creates it -> FAILED',
      request: unmanaged,
      observed: inStack('forward', notFound(), holdsNone),
      want: 'FAILED',
      wantReason: /does not exist any more/,
    },
    {
      ...given,
      name: 'what the stack holds has not been observed -> as if it held nothing',
      observed: notFound(),
      want: 'SUCCESS',
    },
  ])('$name', check);
});
