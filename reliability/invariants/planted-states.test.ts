import { STALE_MS } from './excuses';
import {
  accepted, BACK, complete, MINUTE, NAME, on, Recorder, succeed, times, unknown, testPlanted,
  type Planted,
} from './planted-history';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';

const SECRET = 'X-Amz-Signature';

// What breaks an invariant is reported; what is excused, or breaks none, is not.

const SUCCESSES: readonly Planted[] = [
  { name: 'on the desired key', happens: (h) => succeed(h.update(), 'one', on('one')), want: [] },
  { name: 'on another key', happens: (h) => succeed(h.update(), 'one', on('two')), want: ['ii'] },
  { name: 'while it changes', happens: (h) => succeed(h.update(), 'one', on('one', 'MODIFYING')), want: ['ii'] },
  {
    name: 'on another key, which somebody has changed by hand',
    happens: (h) => { h.update().changeByHand(NAME); succeed(h, 'one', on('two')); },
    want: [],
  },
  {
    name: 'on another key, long after somebody has changed it by hand and a SUCCESS has confirmed it',
    happens: (h) => {
      h.update().changeByHand(NAME);
      h.wait(MINUTE);
      succeed(h, 'one', on('one'));
      h.wait(MINUTE);
      succeed(h, 'one', on('two'));
    },
    want: ['ii'],
  },
  {
    name: 'on another key, changed by hand within what may be stale',
    happens: (h) => {
      h.update().disturb(NAME);
      h.wait(STALE_MS);
      succeed(h, 'one', on('two'));
    },
    want: [],
  },
  {
    name: 'towards an AWS-owned key, in a rollback',
    happens: (h) => succeed(h.update(), AWS_OWNED_KMS_KEY, on('one'), BACK),
    want: [],
  },
  {
    name: 'towards an AWS-owned key, on the way forward',
    happens: (h) => succeed(h.update(), AWS_OWNED_KMS_KEY, on('one')),
    want: ['ii'],
  },
];

const COMPLETE: readonly Planted[] = [
  { name: 'as the template says', happens: (h) => complete(h, 'one', on('one')), want: [] },
  { name: 'on another key', happens: (h) => complete(h, 'one', on('two')), want: ['vi'] },
  { name: 'while it changes', happens: (h) => complete(h, 'one', on('one', 'MODIFYING')), want: ['vi'] },
  { name: 'gone', happens: (h) => complete(h, 'one', undefined), want: ['vi'] },
  {
    name: 'gone, because somebody has deleted it',
    happens: (h) => { h.deleteByHand(NAME); complete(h.wait(60 * MINUTE), 'one', undefined); },
    want: [],
  },
  {
    name: 'on another key, after somebody has asked for its deletion and a SUCCESS has confirmed it',
    happens: (h) => {
      h.update().deleteByHand(NAME);
      succeed(h.wait(MINUTE), 'one', on('one'));
      complete(h.wait(MINUTE), 'one', on('two'));
    },
    want: ['vi'],
  },
  {
    name: 'on another key, after it was deleted by hand and created anew',
    happens: (h) => {
      h.update().deleteByHand(NAME);
      h.onDeleted(NAME);
      h.wait(MINUTE).onCreated(NAME, 'one');
      succeed(h.wait(MINUTE), 'one', on('one'));
      complete(h.wait(MINUTE), 'one', on('two'));
    },
    want: ['vi'],
  },
  {
    name: 'left in a rollback because it is gone',
    happens: (h) => { succeed(h.update(), 'one', undefined, BACK); complete(h, 'one', undefined); },
    want: [],
  },
  {
    name: 'left in a rollback because it is gone, and there again on another key',
    happens: (h) => { succeed(h.update(), 'one', undefined, BACK); complete(h, 'one', on('two')); },
    want: ['vi'],
  },
  {
    name: 'left in a rollback without its key, which is enabled again',
    happens: (h) => {
      succeed(h.update(), 'one', on('one', 'INACCESSIBLE_KMS_KEY'), BACK);
      complete(h, 'one', on('one'));
    },
    want: [],
  },
  {
    name: 'left in a rollback, until the next SUCCESS',
    happens: (h) => {
      succeed(h.update(), 'one', undefined, BACK);
      succeed(h.wait(MINUTE), 'one', on('one'));
      complete(h, 'one', undefined);
    },
    want: ['vi'],
  },
  {
    name: 'on the key that a rollback towards an AWS-owned key has left it on',
    happens: (h) => {
      succeed(h.update(), AWS_OWNED_KMS_KEY, on('one'), BACK);
      complete(h, AWS_OWNED_KMS_KEY, on('one'));
    },
    want: [],
  },
  {
    name: 'on another key than the one that a rollback towards an AWS-owned key has left it on',
    happens: (h) => {
      succeed(h.update(), AWS_OWNED_KMS_KEY, on('one'), BACK);
      complete(h, AWS_OWNED_KMS_KEY, on('two'));
    },
    want: ['vi'],
  },
  {
    name: 'on the key that a rollback has left it on, after a SUCCESS on another key',
    happens: (h) => {
      succeed(h.update(), AWS_OWNED_KMS_KEY, on('one'), BACK);
      succeed(h, 'two', on('two'));
      complete(h, AWS_OWNED_KMS_KEY, on('one'));
    },
    want: ['vi'],
  },
];

const UPDATES: readonly Planted[] = [
  { name: 'one', happens: (h) => h.update().afterUpdate('r', accepted), want: [] },
  {
    name: 'two that were accepted',
    happens: (h) => { h.update().afterUpdate('r', { ...accepted, carriedOut: false }); h.afterUpdate('r', accepted); },
    want: ['v'],
  },
  {
    name: 'three',
    happens: (h) => { h.update(); times(3, () => h.afterUpdate('r', { ...unknown, carriedOut: false })); },
    want: ['v'],
  },
  {
    name: 'two that were carried out',
    happens: (h) => { h.update(); times(2, () => h.afterUpdate('r', unknown)); },
    want: ['v'],
  },
  {
    name: 'two that were carried out, of which the first was aborted',
    happens: (h) => { h.update().afterUpdate('r', unknown); h.changeAborted('r'); h.afterUpdate('r', unknown); },
    want: [],
  },
  {
    name: 'two that were carried out, of which the first was undone by hand',
    happens: (h) => { h.update().afterUpdate('r', unknown); h.changeByHand(NAME); h.afterUpdate('r', unknown); },
    want: [],
  },
  {
    name: 'two that were carried out, and another namespace was changed by hand',
    happens: (h) => { h.update().afterUpdate('r', unknown); h.changeByHand('other'); h.afterUpdate('r', unknown); },
    want: ['v'],
  },
  {
    name: 'many that were refused',
    happens: (h) => {
      h.update();
      times(9, () => h.afterUpdate('r', { outcome: 'refused', carriedOut: false, namespaceName: NAME }));
    },
    want: [],
  },
  {
    name: 'after AVAILABLE on another key',
    happens: (h) => h.beforeUpdate('r', 'two', { at: 0, ...on('one') }),
    want: [],
  },
  { name: 'without an observation', happens: (h) => h.beforeUpdate('r', 'two', undefined), want: [] },
  {
    name: 'during a change',
    happens: (h) => h.beforeUpdate('r', 'two', { at: 0, ...on('one', 'MODIFYING') }),
    want: ['v'],
  },
  {
    name: 'with the key that it has',
    happens: (h) => h.beforeUpdate('r', 'one', { at: 0, ...on('one') }),
    want: ['v'],
  },
  { name: 'to an AWS-owned key', happens: (h) => h.beforeUpdate('r', AWS_OWNED_KMS_KEY, undefined), want: ['iii'] },
  { name: 'to no key', happens: (h) => h.beforeUpdate('r', '', undefined), want: ['iii'] },
  { name: 'of a Create', happens: (h) => h.request('r', 'Create').afterUpdate('r', accepted), want: ['x'] },
  { name: 'of a Delete', happens: (h) => h.request('r', 'Delete').afterUpdate('r', accepted), want: ['x'] },
  {
    name: 'that vanished, of a Create',
    happens: (h) => h.request('r', 'Create').afterUpdate('r', { ...unknown, carriedOut: false }),
    want: [],
  },
];

const KEYS: readonly Planted[] = [
  { name: 'from an AWS-owned key', happens: (h) => { h.onCreated(NAME, undefined); h.onKey(NAME, 'one'); }, want: [] },
  {
    name: 'to an AWS-owned key',
    happens: (h) => { h.onCreated(NAME, 'one'); h.onKey(NAME, undefined); },
    want: ['iii'],
  },
  {
    name: 'a new namespace of the same name, on an AWS-owned key',
    happens: (h) => { h.onCreated(NAME, 'one'); h.onDeleted(NAME); h.onCreated(NAME, undefined); },
    want: [],
  },
];

const OTHERS: readonly Planted[] = [
  {
    name: '(iv), (ix), (xiii) as the harnesses see them',
    happens: (h) => h.violate('iv', 'a key is gone'),
    want: ['iv'],
  },
  { name: 'a text without a secret', happens: (h) => h.onText('a line', [SECRET]), want: [] },
  { name: 'a text with one', happens: (h) => h.onText(`url?${SECRET}=x`, ['/other/', SECRET]), want: ['vii'] },
  {
    name: 'a namespace on a key that a rollback towards an AWS-owned key has left it on',
    happens: (h) => {
      h.update().onOperation('stack', new Map([[NAME, on(undefined)]]), []);
      succeed(h, AWS_OWNED_KMS_KEY, on('one'), BACK);
      h.onOperationEnd('UPDATE_ROLLBACK_COMPLETE', 'stack', [], new Map([[NAME, on('one')]]));
    },
    want: [],
  },
  {
    name: 'the same, and it has moved on to another key',
    happens: (h) => {
      h.update().onOperation('stack', new Map([[NAME, on(undefined)]]), []);
      succeed(h, AWS_OWNED_KMS_KEY, on('one'), BACK);
      h.onOperationEnd('UPDATE_ROLLBACK_COMPLETE', 'stack', [], new Map([[NAME, on('two')]]));
    },
    want: ['xi'],
  },
  {
    name: 'a change by hand before the operation',
    happens: (h) => {
      h.changeByHand(NAME);
      h.wait(STALE_MS + 1).onOperation('stack', new Map([[NAME, on('one')]]), []);
      h.onOperationEnd('UPDATE_COMPLETE', 'stack', [{ name: NAME, key: 'one' }], new Map([[NAME, on('two')]]));
    },
    want: ['xi'],
  },
];

testPlanted('(ii) SUCCESS', SUCCESSES);
testPlanted('(iii)', KEYS);
testPlanted('(v), (x) an update', UPDATES);
testPlanted('(vi) COMPLETE and', COMPLETE);
testPlanted('(iv), (vii), (xi)', OTHERS);

test('a violation is in the report with its time and in the trace', () => {
  const history = new Recorder();
  history.wait(90_000).violate('vi', 'because');
  expect(history.violations).toEqual([{ invariant: 'vi', what: 'because', atS: 90 }]);
  expect(history.trace.at(-1)).toContain('!! (vi) because');
});
