import { check, inEachDirection, observedBefore, type Case, type Refusal } from './cases';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { QUIET_PERIOD_MS } from '../../../src/handler/reconcile/timing';
import { available, holds, inStack, modifying, NEW, OLD, seconds, updated, usable } from '../support';

const create: Partial<KeyChangeRequest> = { type: 'Create' };
const onOld = available(OLD, usable());

describe('the first window of a Create meets a namespace that its stack holds', () => {
  const alreadyInStack = new RegExp(
    '^namespace warehouse \\(on .*key/\\w+\\) is in this stack already, as Namespace, and nothing tells what the '
    + 'template has said as its KmsKeyId\\. If its construct was renamed or moved, keep the logical ids .*\\. If you '
    + 'adopt it, give createdWith what the template has said until now .*, and change the key afterwards; '
    + 'nothing was touched$',
  );

  describe.each<{ name: string } & Refusal>([
    {
      name: 'on the desired key',
      request: create,
      observed: available(NEW),
      holding: holds(),
      wantRefusal: alreadyInStack,
      wantLeft: /^namespace warehouse is on .*key\/new$/,
    },
    {
      name: 'on another key',
      request: create,
      observed: onOld,
      holding: holds(),
      wantRefusal: alreadyInStack,
      wantLeft: /is on .*key\/old, where this deployment found it: this rollback leaves it as it is$/,
    },
    {
      name: 'and may change the key',
      request: { ...create, changeKeyOnCreate: true },
      observed: onOld,
      holding: holds(),
      wantRefusal: alreadyInStack,
      wantLeft: 'update',
    },
  ])('$name', ({ name: _name, ...refusal }) => {
    test.each<Case>(inEachDirection(refusal))('$name', check);
  });

  const given = { request: create, at: seconds(1) };
  const inTime = { progress: observedBefore, at: QUIET_PERIOD_MS };
  test.each<Case>([
    {
      ...given,
      name: 'first observation -> FAILED at once',
      observed: inStack('forward', available(NEW), holds()),
      want: 'FAILED',
      wantReason: alreadyInStack,
    },
    {
      ...given,
      name: 'MODIFYING -> wait',
      observed: inStack('forward', modifying(OLD, usable())),
      want: 'wait 12 s',
    },
    {
      ...given,
      ...inTime,
      name: 'what the stack holds is unreadable -> wait',
      observed: inStack('forward', available(NEW), 'unreadable'),
      want: 'wait 12 s',
    },
    {
      ...given,
      ...inTime,
      name: 'the stack does not hold it: imported or restored by something else -> SUCCESS',
      observed: inStack('forward', available(NEW), holds({ namespaceLogicalId: undefined })),
      want: 'SUCCESS',
    },
    {
      ...given,
      ...inTime,
      name: 'createdWith is stated -> SUCCESS',
      request: { ...create, createdWithStated: true },
      observed: inStack('forward', available(NEW), holds()),
      want: 'SUCCESS',
    },
    {
      ...given,
      ...inTime,
      name: 'a later window, which is added to a chain -> SUCCESS',
      request: { ...create, window: 2, windows: 2 },
      observed: inStack('forward', available(NEW), holds()),
      want: 'SUCCESS',
    },
    {
      ...given,
      ...inTime,
      name: 'an Update -> SUCCESS',
      request: {},
      observed: inStack('forward', available(NEW), holds()),
      want: 'SUCCESS',
    },
    {
      ...given,
      name: 'an update may have been sent already -> it is too late to refuse',
      request: { ...create, changeKeyOnCreate: true },
      progress: updated('accepted', 0, { changeStarted: true, onDesiredKeySince: 0 }),
      observed: inStack('forward', available(NEW), holds()),
      want: 'SUCCESS',
    },
  ])('$name', check);
});
