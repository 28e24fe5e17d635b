import { check, type Case } from './cases';
import { WINDOW_SECONDS } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import { inStack, modifying, request, seconds } from '../support';

const END = seconds(WINDOW_SECONDS);
const given = { observed: inStack('forward', modifying()), at: END };
const create: Partial<KeyChangeRequest> = { type: 'Create', heldIdentity: undefined, windows: 3 };
const { namespaceName, createdWith } = request();
const otherIdentity = { heldIdentity: { namespaceName, createdWith, namespaceId: 'abc-1' } };

describe('a window that has not confirmed the namespace ends while it is MODIFYING', () => {
  test.each<Case>([
    {
      ...given,
      name: 'the first one, of a Create -> FAILED: the next update could change the key of what it has not confirmed',
      request: { ...create, window: 1 },
      want: 'FAILED',
      wantReason: /with an earlier key change or something else/,
    },
    {
      ...given,
      name: 'the first one, of an Update of another identity -> FAILED',
      request: { ...otherIdentity, window: 1, windows: 3 },
      want: 'FAILED',
      wantReason: /with an earlier key change or something else/,
    },
    {
      ...given,
      name: 'a later one, of a Create -> hands over: the first one has decided',
      request: { ...create, window: 2 },
      want: 'SUCCESS',
      wantReason: /window 2 of 3 hands over/,
    },
    {
      ...given,
      name: 'the first one, of an Update of the same resource -> hands over',
      request: { window: 1, windows: 3 },
      want: 'SUCCESS',
      wantReason: /window 1 of 3 hands over/,
    },
  ])('$name', check);
});
