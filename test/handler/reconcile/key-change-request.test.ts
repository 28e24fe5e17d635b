import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { Identity } from '../../../src/handler/reconcile/identity';
import {
  changesCreatedWith, isSameResource, mayChangeKey, physicalIdOf, type KeyChangeRequest,
} from '../../../src/handler/reconcile/key-change-request';
import { CREATED_WITH, OLD, PHYSICAL_ID, request, responseTarget } from '../support';

/** An Update whose event bears the physical id of another identity. */
const holding = (over: Partial<Identity>): Partial<KeyChangeRequest> =>
  ({ heldIdentity: { namespaceName: 'warehouse', createdWith: CREATED_WITH, ...over } });

interface Case {
  readonly name: string;
  readonly request?: Partial<KeyChangeRequest>;
  readonly wantSame: boolean;
  readonly wantMayChange: boolean;
  readonly wantChangesCreatedWith: boolean;
}

describe('what CloudFormation holds, and what it requests', () => {
  test.each<Case>([
    {
      name: 'an Update of the same identity',
      wantSame: true,
      wantMayChange: true,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update of the same identity, with an id',
      request: { namespaceId: 'abc-1' },
      wantSame: true,
      wantMayChange: true,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update of the same identity, whose createdWith is not known',
      request: { createdWith: undefined },
      wantSame: true,
      wantMayChange: true,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update of another name',
      request: holding({ namespaceName: 'lakehouse' }),
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update of another name and another createdWith: CloudFormation replaces the namespace',
      request: holding({ namespaceName: 'lakehouse', createdWith: OLD }),
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update that adds an id',
      request: { namespaceId: 'abc-1', ...holding({}) },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update of another createdWith',
      request: holding({ createdWith: OLD }),
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: true,
    },
    {
      name: 'an Update that drops the AWS-owned createdWith',
      request: holding({ createdWith: AWS_OWNED_KMS_KEY }),
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: true,
    },
    {
      name: 'an Update of a createdWith that was not known',
      request: holding({ createdWith: undefined }),
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update without a physical id',
      request: { heldIdentity: undefined },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'an Update that may change the key on Create: it is none',
      request: { changeKeyOnCreate: true, ...holding({ createdWith: OLD }) },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: true,
    },
    {
      name: 'a Create',
      request: { type: 'Create' },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'a Create that may change the key',
      request: { type: 'Create', changeKeyOnCreate: true },
      wantSame: false,
      wantMayChange: true,
      wantChangesCreatedWith: false,
    },
    {
      name: 'a Delete',
      request: { type: 'Delete', changeKeyOnCreate: true },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
    {
      name: 'a Delete of another createdWith',
      request: { type: 'Delete', ...holding({ createdWith: OLD }) },
      wantSame: false,
      wantMayChange: false,
      wantChangesCreatedWith: false,
    },
  ])('$name', ({ request: over, wantSame, wantMayChange, wantChangesCreatedWith }) => {
    const given = request(over);
    expect(isSameResource(given)).toBe(wantSame);
    expect(mayChangeKey(given)).toBe(wantMayChange);
    expect(changesCreatedWith(given)).toBe(wantChangesCreatedWith);
  });

  test('a Create that bears an identity is a first contact', () => {
    const create: KeyChangeRequest = { ...request({ type: 'Create' }), heldIdentity: request().heldIdentity };
    expect(isSameResource(create)).toBe(false);
    expect(mayChangeKey(create)).toBe(false);
  });
});

describe('the physical id of a success', () => {
  test.each<{ name: string; request: Partial<KeyChangeRequest>; want: string }>([
    { name: 'of a Create: the identity', request: { type: 'Create' }, want: PHYSICAL_ID },
    { name: 'of an Update of the same identity: the one that it has', request: {}, want: PHYSICAL_ID },
    {
      name: 'of an Update of another identity: the new one',
      request: holding({ createdWith: OLD }),
      want: PHYSICAL_ID,
    },
    {
      name: 'of an Update that adds an id: the new one',
      request: { namespaceId: 'abc-1', ...holding({}) },
      want: `${PHYSICAL_ID}|namespaceId=abc-1`,
    },
    {
      name: 'of a Delete: the one that it was given, whatever that is',
      request: { type: 'Delete', responseTarget: responseTarget({ physicalResourceId: 'invented' }) },
      want: 'invented',
    },
  ])('$name', ({ request: over, want }) => expect(physicalIdOf(request(over))).toBe(want));
});
