import { check, inEachDirection, observedBefore, type Case, type Refusal } from './cases';
import { AWS_OWNED_KMS_KEY, WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import {
  ALIAS, available, CREATED_WITH, FOREIGN, holds, inStack, modifying, NEW, notFound, OLD, progress, responseTarget,
  seconds, unusable, updated, usable,
} from '../support';

const WINDOW = seconds(WINDOW_SECONDS);
const onOld = available(OLD, usable());
const windowsAdded: Partial<KeyChangeRequest> = { windows: 3 };
const generationDown: Partial<KeyChangeRequest> = { newestGeneration: 1 };

const refusals: ({ readonly name: string } & Refusal)[] = [
  {
    name: 'more windows and a new key in one update',
    request: windowsAdded,
    observed: onOld,
    holding: holds({ windows: 1 }),
    wantRefusal: new RegExp(
      '^keyChangeTimeout was raised \\(from 1 to 3 windows\\) in the same deployment as the key of namespace '
      + 'warehouse: a rollback would have only 1; deploy the longer keyChangeTimeout first, then the new key$',
    ),
    wantLeft: 'update',
  },
  {
    name: 'a key generation that goes down while its key would leave the template',
    request: generationDown,
    observed: onOld,
    holding: holds({ generation: 2 }),
    wantRefusal: new RegExp(
      '^the key generation of namespace warehouse goes down from 2, and that key would leave the template \\(newest: '
      + '1\\); keep active: 2, or, to go back on purpose, give { active: 1, newest: 2 }; nothing was touched$',
    ),
    wantLeft: 'update',
  },
  {
    name: 'the namespace is on an AWS-owned key, and an alias cannot have created it',
    observed: available(undefined, usable()),
    holding: holds({ generation: undefined }),
    wantRefusal: new RegExp(
      'is on an AWS-owned key, so it was created without a KmsKeyId, and the template that requests .*key/new does not '
      + 'say so; give createdWith: CreatedWith\\.awsOwnedKey\\(\\) and deploy again; nothing was touched$',
    ),
    wantLeft: /is on the AWS-owned key .*, where this deployment found it: this rollback leaves it as it is$/,
  },
  {
    name: 'the namespace is on an AWS-owned key, and another key cannot have created it',
    request: { createdWith: OLD, aliasFollowsKey: false },
    observed: available(undefined, unusable()),
    wantRefusal: /is on an AWS-owned key/,
    wantLeft: /is on the AWS-owned key/,
  },
  {
    name: 'the namespace is on an AWS-owned key, and what has created it is not known',
    request: { createdWith: undefined, aliasFollowsKey: false },
    observed: available(undefined, usable()),
    wantRefusal: /is on an AWS-owned key/,
    wantLeft: /is on the AWS-owned key/,
  },
];

describe.each(refusals)('$name', ({ name: _name, ...refusal }) => {
  test.each<Case>(inEachDirection(refusal))('$name', check);
});

describe('nothing stands in the way of the update', () => {
  const given = { at: seconds(1), want: 'update' };
  test.each<Case>([
    { ...given, name: 'as many windows as the stack holds', observed: inStack('forward', onOld, holds()) },
    {
      ...given,
      name: 'fewer windows than the stack holds',
      observed: inStack('forward', onOld, holds({ windows: 3 })),
    },
    {
      ...given,
      name: 'more windows, in a Create that may change the key: a rollback does not change it back',
      request: { type: 'Create', changeKeyOnCreate: true, ...windowsAdded },
      observed: inStack('forward', onOld, holds({ namespaceLogicalId: undefined, windows: 0 })),
    },
    {
      ...given,
      name: 'the same newest generation as the one that it is on',
      request: generationDown,
      observed: inStack('forward', onOld, holds({ generation: 1 })),
    },
    {
      ...given,
      name: 'a newer generation',
      observed: inStack('forward', onOld, holds({ generation: 1 })),
    },
    {
      ...given,
      name: 'on a key that is no generation of the stack',
      request: generationDown,
      observed: inStack('forward', onOld, holds({ generation: undefined })),
    },
    {
      ...given,
      name: 'the template has no generations: the user gives the keys',
      request: { newestGeneration: undefined },
      observed: inStack('forward', onOld, holds({ generation: 2 })),
    },
    {
      ...given,
      name: 'on the AWS-owned key that it was created with',
      progress: observedBefore,
      at: seconds(3),
      request: { createdWith: AWS_OWNED_KMS_KEY, aliasFollowsKey: false },
      observed: inStack('forward', available(undefined, usable()), holds()),
    },
    {
      ...given,
      name: 'what the stack holds is unreadable, in a rollback',
      observed: inStack('rolling-back', onOld, 'unreadable'),
    },
  ])('$name', check);
});

const directions = [
  {
    stack: 'forward',
    unusableKey: 'namespace warehouse was not touched',
    foreignKey: 'give createdWith: CreatedWith\\.alias\\(\\) .* and deploy again; namespace warehouse was not touched$',
  },
  {
    stack: 'rolling-back',
    unusableKey: 'a rollback needs this very key\\. When it can be used, run aws cloudformation '
      + 'continue-update-rollback; until then namespace warehouse stays where it is',
    foreignKey: 'run aws cloudformation continue-update-rollback with --resources-to-skip for this resource, then '
      + 'deploy with createdWith: CreatedWith\\.alias\\(\\)',
  },
  {
    stack: 'unreadable',
    unusableKey: 'when it can be used, deploy again \\(in a rollback: run aws cloudformation '
      + 'continue-update-rollback\\)',
    foreignKey: 'give createdWith: .* and deploy again \\(in a rollback: run aws cloudformation '
      + 'continue-update-rollback with --resources-to-skip for this resource first\\)$',
  },
] as const;

describe('what is refused in both directions: the desired key cannot be used, or the alias cannot point to it', () => {
  const given = { progress: observedBefore, at: QUIET_PERIOD_MS };
  const toForeignKey = available(OLD, usable(FOREIGN));
  test.each<Case>([
    ...directions.flatMap(({ stack, unusableKey, foreignKey }): Case[] => [
      {
        ...given,
        name: `${stack}: the desired key is unusable -> FAILED`,
        observed: inStack(stack, available(OLD, unusable('key K is disabled; enable it')), holds()),
        want: 'FAILED',
        wantReason: new RegExp(`^key K is disabled; enable it; ${unusableKey}$`),
      },
      {
        ...given,
        name: `${stack}: the alias follows the key, which is of another account -> FAILED`,
        request: { desiredKey: FOREIGN },
        observed: inStack(stack, toForeignKey, holds()),
        want: 'FAILED',
        wantReason: new RegExp(
          '^key arn:\\S+:444455556666:key/foreign is not of account 111122223333, whose alias cannot point to it, so '
          + `createdWith is needed; ${foreignKey}`,
        ),
        wantProgress: { updatesSent: 0 },
      },
    ]),
    {
      ...given,
      name: 'more windows as well: the key is reported first',
      request: windowsAdded,
      observed: inStack('unreadable', available(OLD, unusable('key K is disabled; enable it')), holds()),
      want: 'FAILED',
      wantReason: /^key K is disabled/,
    },
    {
      ...given,
      name: 'the alias follows a key that is requested by alias, and is of another account -> FAILED',
      request: { desiredKey: ALIAS },
      observed: inStack('forward', toForeignKey, holds()),
      want: 'FAILED',
      wantReason: /is not of account 111122223333/,
    },
    {
      ...given,
      name: 'of another account, and createdWith is stated to be the alias, which stays where it is -> update',
      request: { desiredKey: FOREIGN, aliasFollowsKey: false, createdWith: CREATED_WITH },
      observed: inStack('forward', toForeignKey, holds()),
      want: 'update',
      wantProgress: { keyArn: FOREIGN },
    },
    {
      ...given,
      name: 'of the account of the stack, in an ARN of another partition -> update',
      request: {
        responseTarget: responseTarget({ stackId: 'arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/W/guid' }),
      },
      observed: inStack('forward', onOld, holds()),
      want: 'update',
    },
    {
      ...given,
      name: 'the account of the stack is not known -> update',
      request: { desiredKey: FOREIGN, responseTarget: responseTarget({ stackId: 'a stack' }) },
      observed: inStack('forward', toForeignKey, holds()),
      want: 'update',
    },
  ])('$name', check);
});

describe('what the stack holds is needed', () => {
  test.each<Case>([
    {
      name: 'unreadable, going forward -> wait',
      observed: inStack('forward', onOld, 'unreadable'),
      at: seconds(1),
      want: 'wait 12 s',
      wantProgress: { updatesSent: 0 },
    },
    {
      name: 'unreadable, and so is the direction -> wait',
      observed: inStack('unreadable', onOld, 'unreadable'),
      at: seconds(1),
      want: 'wait 12 s',
    },
    ...[inStack('forward', onOld, 'unreadable'), inStack('unreadable', onOld, holds())].map((observed): Case => ({
      name: `unreadable until the window ends (${observed.stack}) -> FAILED, no update`,
      request: windowsAdded,
      observed,
      at: WINDOW,
      want: 'FAILED',
      wantReason: new RegExp(
        'within 55 minutes: cloudformation:DescribeStacks and ListStackResources did not tell what the stack does; '
        + 'check what denies them to the function; this (deployment|request) changed nothing',
      ),
      wantProgress: { updatesSent: 0 },
    })),
  ])('$name', check);
});

describe('more windows and a new key, and there is nothing to update', () => {
  test.each<Case>([
    {
      name: 'on the new key already -> SUCCESS',
      request: windowsAdded,
      progress: progress({ onDesiredKeySince: seconds(1) }),
      observed: inStack('forward', available(NEW), holds()),
      at: QUIET_PERIOD_MS,
      want: 'SUCCESS',
    },
    {
      name: 'MODIFYING -> not refused yet',
      request: windowsAdded,
      observed: inStack('forward', modifying(OLD, usable()), holds()),
      at: seconds(1),
      want: 'wait 12 s',
    },
    {
      name: 'no such namespace yet -> SUCCESS',
      request: windowsAdded,
      progress: progress({ absentSince: seconds(1) }),
      observed: inStack('forward', notFound(), holds({ namespaceLogicalId: undefined })),
      at: seconds(3),
      want: 'SUCCESS',
    },
    {
      name: 'updated by the window before -> picked up, not refused',
      request: windowsAdded,
      progress: updated('accepted', seconds(5)),
      observed: inStack('forward', available(OLD), holds()),
      at: seconds(15),
      want: 'wait 12 s',
    },
  ])('$name', check);
});
