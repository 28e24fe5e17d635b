import * as fc from 'fast-check';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import {
  decodePhysicalId, encodePhysicalId, isSameIdentity, type Identity,
} from '../../../src/handler/reconcile/identity';
import { CREATED_WITH, NEW, OLD, PHYSICAL_ID } from '../support';

describe('the physical id', () => {
  test.each<{ name: string; identity: Identity; want: string }>([
    { name: 'of a namespace alone', identity: { namespaceName: 'warehouse' }, want: 'warehouse' },
    {
      name: 'with what the template creates it with',
      identity: { namespaceName: 'warehouse', createdWith: CREATED_WITH },
      want: PHYSICAL_ID,
    },
    {
      name: 'with its id',
      identity: { namespaceName: 'warehouse', namespaceId: 'abc-1' },
      want: 'warehouse|namespaceId=abc-1',
    },
    {
      name: 'with both',
      identity: { namespaceName: 'warehouse', createdWith: AWS_OWNED_KMS_KEY, namespaceId: 'abc-1' },
      want: 'warehouse|createdWith=AWS_OWNED_KMS_KEY|namespaceId=abc-1',
    },
  ])('$name, and back', ({ identity, want }) => {
    expect(encodePhysicalId(identity)).toBe(want);
    expect(decodePhysicalId(want)).toEqual(identity);
  });

  test('the longest has less than 1 KB, which is what CloudFormation allows', () => {
    const longest = { namespaceName: 'n'.repeat(64), createdWith: 'k'.repeat(512), namespaceId: 'i'.repeat(64) };
    expect(encodePhysicalId(longest).length).toBeLessThanOrEqual(700);
  });

  const part = fc.string({ minLength: 1, maxLength: 64 }).filter((text) => !text.includes('|'));
  const identities: fc.Arbitrary<Identity> = fc.record({
    namespaceName: part,
    createdWith: fc.option(part, { nil: undefined }),
    namespaceId: fc.option(part, { nil: undefined }),
  });

  test('any identity comes back, whatever its parts contain besides the separator', () => {
    fc.assert(fc.property(identities, (identity) => {
      expect(isSameIdentity(decodePhysicalId(encodePhysicalId(identity)), identity)).toBe(true);
    }));
  });

  test('two identities have the same physical id only if they are the same', () => {
    fc.assert(fc.property(identities, identities, (one, other) => {
      expect(encodePhysicalId(one) === encodePhysicalId(other)).toBe(isSameIdentity(one, other));
    }));
  });
});

describe('a physical id that this library has not given', () => {
  test.each<[string, Identity]>([
    ['', { namespaceName: '' }],
    ['Stack_KeyChange1_ABC', { namespaceName: 'Stack_KeyChange1_ABC' }],
    ['KeyChange1-not-created', { namespaceName: 'KeyChange1-not-created' }],
    ['warehouse|createdWith=', { namespaceName: 'warehouse', createdWith: '' }],
    ['warehouse|createdWith=a=b', { namespaceName: 'warehouse', createdWith: 'a=b' }],
    ['warehouse|created=a', { namespaceName: 'warehouse' }],
    ['|namespaceId=1', { namespaceName: '', namespaceId: '1' }],
  ])('%p is read as an identity', (physicalId, identity) => {
    expect(decodePhysicalId(physicalId)).toEqual(identity);
  });

  test('it equals none of an event: an event has a name', () => {
    const given: Identity = { namespaceName: 'warehouse', createdWith: CREATED_WITH };
    expect(isSameIdentity(decodePhysicalId('Stack_KeyChange1_ABC'), given)).toBe(false);
    expect(isSameIdentity(decodePhysicalId('warehouse'), given)).toBe(false);
  });
});

describe('the same identity', () => {
  const one: Identity = { namespaceName: 'warehouse', createdWith: OLD, namespaceId: 'abc-1' };
  test('every part is equal', () => expect(isSameIdentity(one, { ...one })).toBe(true));
  test.each<[string, Partial<Identity>]>([
    ['another name', { namespaceName: 'lakehouse' }],
    ['created with another key', { createdWith: NEW }],
    ['created with a key that is not known', { createdWith: undefined }],
    ['another id', { namespaceId: 'abc-2' }],
    ['no id', { namespaceId: undefined }],
  ])('not with %s', (_name, over) => {
    expect(isSameIdentity(one, { ...one, ...over })).toBe(false);
    expect(isSameIdentity({ ...one, ...over }, one)).toBe(false);
  });
});
