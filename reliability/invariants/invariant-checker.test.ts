import { InvariantChecker } from './invariant-checker';
import type { NamespaceState } from './namespace-state';
import type { InvariantNumber } from './violation';

const STACK = 'stack/one';
const identity = { NamespaceName: 'warehouse', CreatedWithKmsKeyId: 'alias/warehouse' };
const accepted = { outcome: 'accepted', carriedOut: true, namespaceName: 'warehouse' } as const;
const on = (keyArn: string | undefined, status = 'AVAILABLE'): ReadonlyMap<string, NamespaceState> =>
  new Map([['warehouse', { status, keyArn }]]);
const named = (key: string) => [{ name: 'warehouse', key }];

/** A history that begins with a window whose Create was a success. */
function created(): InvariantChecker {
  const checker = new InvariantChecker(() => 0);
  checker.onRequest('create', { type: 'Create', stackId: STACK, properties: { ...identity, KmsKeyId: 'one' } });
  checker.onIdentity('create', 'id');
  return checker;
}

interface Case {
  readonly name: string;
  readonly happens: (checker: InvariantChecker) => void;
  readonly want: readonly InvariantNumber[];
}

const update = (checker: InvariantChecker, properties: Readonly<Record<string, string>>, physicalId = 'id') => {
  checker.onRequest('update', { type: 'Update', stackId: STACK, physicalId, properties });
  checker.afterUpdate('update', accepted);
};

test.each<Case>([
  {
    name: 'an update of the same identity',
    happens: (checker) => update(checker, { ...identity, KmsKeyId: 'two' }),
    want: [],
  },
  {
    name: 'an update with another createdWith',
    happens: (checker) => update(checker, { ...identity, CreatedWithKmsKeyId: 'one' }),
    want: ['x'],
  },
  {
    name: 'an update with a namespaceId that was not there',
    happens: (checker) => update(checker, { ...identity, NamespaceId: 'guid' }),
    want: ['x'],
  },
  {
    name: 'an update of another name',
    happens: (checker) => update(checker, { ...identity, NamespaceName: 'other' }),
    want: ['x'],
  },
  {
    name: 'an update of an id that no success has given',
    happens: (checker) => update(checker, identity, 'id of a failure'),
    want: ['x'],
  },
  { name: 'a Create', happens: (checker) => checker.afterUpdate('create', accepted), want: ['x'] },
  {
    name: 'a Create with the opt-in',
    happens: (checker) => {
      const properties = { ...identity, ChangeKeyOnCreate: 'true' };
      checker.onRequest('opted in', { type: 'Create', stackId: STACK, properties });
      checker.afterUpdate('opted in', accepted);
    },
    want: [],
  },
  {
    name: 'an update that was refused',
    happens: (checker) => checker.afterUpdate('create', { ...accepted, outcome: 'refused', carriedOut: false }),
    want: [],
  },
])('(x) $name', ({ happens, want }) => {
  const checker = created();
  happens(checker);
  expect(checker.violations.map(({ invariant }) => invariant)).toEqual(want);
});

test.each<Case>([
  {
    name: 'a creation that is rolled back has moved a namespace',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: ['xi'],
  },
  {
    name: 'a namespace that is being deleted does not outlive the operation',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('UPDATE_ROLLBACK_COMPLETE', STACK, named('one'), on('two', 'DELETING'));
    },
    want: [],
  },
  {
    name: 'a creation that is rolled back has left a namespace alone',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('one'));
    },
    want: [],
  },
  {
    name: 'an update moves it to the key that its template names',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('UPDATE_COMPLETE', STACK, named('two'), on('two'));
    },
    want: [],
  },
  {
    name: 'an update moves it to a key that its template does not name',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('UPDATE_COMPLETE', STACK, named('two'), on('three'));
    },
    want: ['xi'],
  },
  {
    name: 'a failed operation is continued, and ends on the key of the failed one',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperation(STACK, on('two'), []);
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: ['xi'],
  },
  {
    name: 'another stack has moved it between two operations of a failed one',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperation('stack/two', on('one'), []);
      checker.onOperationEnd('UPDATE_COMPLETE', 'stack/two', named('two'), on('two'));
      checker.onOperation(STACK, on('two'), []);
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: [],
  },
  {
    name: 'the opt-in of a Create that is rolled back',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), named('two'));
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: [],
  },
  {
    name: 'somebody has changed the key by hand meanwhile',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.changeByHand('warehouse');
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: [],
  },
  {
    name: 'a key was disabled meanwhile',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.disturb('warehouse');
      checker.onOperationEnd('ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: ['xi'],
  },
  {
    name: 'it is gone',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onOperationEnd('DELETE_COMPLETE', STACK, [], new Map());
    },
    want: [],
  },
  {
    name: 'it was deleted, and created anew on another key',
    happens: (checker) => {
      checker.onOperation(STACK, on('one'), []);
      checker.onDeleted('warehouse');
      checker.onCreated('warehouse', 'two');
      checker.onOperationEnd('UPDATE_ROLLBACK_COMPLETE', STACK, [], on('two'));
    },
    want: [],
  },
])('(xi) $name', ({ happens, want }) => {
  const checker = new InvariantChecker(() => 0);
  happens(checker);
  expect(checker.violations.map(({ invariant }) => invariant)).toEqual(want);
});

test.each<Case>([
  {
    name: 'stays stuck',
    happens: (checker) => checker.onRemedied('UPDATE_FAILED', 'UPDATE_FAILED', 'why'),
    want: ['xii'],
  },
  {
    name: 'ends with a rollback, not with what was wanted',
    happens: (checker) => checker.onRemedied('UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE', 'why'),
    want: ['xii'],
  },
  {
    name: 'is COMPLETE',
    happens: (checker) => checker.onRemedied('UPDATE_FAILED', 'UPDATE_COMPLETE', 'why'),
    want: [],
  },
])('(xii) a stack $name', ({ happens, want }) => {
  const checker = new InvariantChecker(() => 0);
  happens(checker);
  expect(checker.violations.map(({ invariant }) => invariant)).toEqual(want);
});

const request = (checker: InvariantChecker, physicalId: string, properties: object) =>
  checker.onRequest('back', { type: 'Update', stackId: STACK, physicalId, properties: { ...identity, ...properties } });
const BACK = 'UPDATE_ROLLBACK_IN_PROGRESS';
const succeed = (checker: InvariantChecker, state: NamespaceState | undefined, status = BACK) =>
  checker.onSuccess('back', 'warehouse', 'one', state, undefined, status);

test.each<Case>([
  {
    name: 'a namespace that has lost the desired key',
    happens: (checker) => succeed(checker, { status: 'INACCESSIBLE_KMS_KEY', keyArn: 'one' }),
    want: [],
  },
  {
    name: 'a namespace that has lost another key',
    happens: (checker) => succeed(checker, { status: 'INACCESSIBLE_KMS_KEY', keyArn: 'two' }),
    want: ['ii'],
  },
  {
    name: 'a namespace that is being deleted',
    happens: (checker) => succeed(checker, { status: 'DELETING', keyArn: 'two' }),
    want: [],
  },
  {
    name: 'a namespace on another key',
    happens: (checker) => succeed(checker, { status: 'AVAILABLE', keyArn: 'two' }),
    want: ['ii'],
  },
  {
    name: 'a first contact with a namespace on another key',
    happens: (checker) => {
      request(checker, 'id', { NamespaceId: 'guid' });
      succeed(checker, { status: 'AVAILABLE', keyArn: 'two' });
    },
    want: [],
  },
  {
    name: 'the same, on the way forward',
    happens: (checker) => {
      request(checker, 'id', { NamespaceId: 'guid' });
      succeed(checker, { status: 'AVAILABLE', keyArn: 'two' }, 'UPDATE_IN_PROGRESS');
    },
    want: ['ii'],
  },
])('(ii) a rollback leaves $name', ({ happens, want }) => {
  const checker = created();
  request(checker, 'id', {});
  happens(checker);
  expect(checker.violations.map(({ invariant }) => invariant)).toEqual(want);
});
