import { AWS_OWNED_KMS_KEY } from '../../src/key-change/contract';
import { decide, needsStack, QUIET_MS } from '../../src/key-change/decide';
import type { Sighting } from '../../src/key-change/sighting';
import { ARRIVAL, available, known, NEW, OLD, usable, wish } from '../key-change/support';

/** The guards of the deployment, as decisions. test/guards/deploy.test.ts shows them at work. */
const back = wish({ key: AWS_OWNED_KMS_KEY, createdWith: AWS_OWNED_KMS_KEY });
const next = (given: typeof back, seen: Sighting) => decide(given, known(), seen, ARRIVAL).next;

describe('towards an AWS-owned key', () => {
  test('the stack is looked at, to tell a rollback', () => {
    expect(needsStack(back, known(), ARRIVAL)).toBe(true);
    expect(needsStack(wish(), known(), ARRIVAL)).toBe(false);
  });

  test.each<[string, Sighting['stack'], object]>([
    ['forward: refused', 'forward', { action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('cannot move it to an AWS-owned key') } }],
    ['a rollback of the way up: looked at again, when nothing older can still move it', 'rolling-back', { action: 'wait', seconds: QUIET_MS / 1000 }],
    ['nobody knows: waits', 'unreadable', { action: 'wait' }],
  ])('%s', (_name, stack, expected) => expect(next(back, { ...available(OLD), stack })).toMatchObject(expected));

  test('a rollback of the way up, at the second look: left where it is', () => {
    const first = decide(back, known(), { ...available(OLD), stack: 'rolling-back' }, ARRIVAL);
    expect(decide(back, first.known, { ...available(OLD), stack: 'rolling-back' }, ARRIVAL + QUIET_MS).next)
      .toMatchObject({ action: 'answer', answer: { status: 'SUCCESS', reason: expect.stringContaining('stays on the customer managed key') } });
  });
});

describe('from an AWS-owned key', () => {
  test.each<[string, string | undefined, object]>([
    ['createdWith left out: refused', undefined, { action: 'answer', answer: { status: 'FAILED', reason: expect.stringContaining('give createdWith: CreatedWith.awsOwnedKey()') } }],
    ['createdWith another key: refused', OLD, { action: 'answer', answer: { status: 'FAILED' } }],
    ['createdWith says so: asks', AWS_OWNED_KMS_KEY, { action: 'ask' }],
  ])('%s', (_name, createdWith, expected) => expect(next(wish({ key: NEW, createdWith }), available(undefined, usable()))).toMatchObject(expected));
});
