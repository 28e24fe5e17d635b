import * as fc from 'fast-check';
import type { Conditions } from './waiter-model';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { Identity } from '../../../src/handler/reconcile/identity';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NamespaceObservation, StackDirection } from '../../../src/handler/reconcile/observation';
import type { StackHolding } from '../../../src/handler/reconcile/stack-holding';
import {
  accepted, ALIAS, at, CREATED_WITH, FOREIGN, holds, minutes, NEW, OLD, outcomeUnknown, refused, request, seconds,
  THIRD, unusable, usable,
} from '../support';

const namespace: fc.Arbitrary<NamespaceObservation> = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant('AVAILABLE') },
    { weight: 4, arbitrary: fc.constant('MODIFYING') },
    { weight: 1, arbitrary: fc.constantFrom('RESHARDING', 'DELETING', 'INACCESSIBLE_KMS_KEY') },
  ),
  keyArn: fc.constantFrom<(string | undefined)[]>(OLD, NEW, THIRD, undefined),
});

const mostly = (usual: number, seldom: number): fc.Arbitrary<number> => fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: usual }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: seldom }) },
);
const delay = mostly(3000, minutes(20));

export const holdings: fc.Arbitrary<StackHolding> = fc.record({
  namespaceLogicalId: fc.constantFrom('Namespace', undefined),
  windows: fc.constantFrom(0, 1, 4, 4),
  generation: fc.constantFrom(undefined, 1, 1, 2),
});

const anyConditions: fc.Arbitrary<Conditions> = fc.record({
  namespace: fc.oneof(
    { weight: 12, arbitrary: namespace },
    { weight: 3, arbitrary: fc.constant('not-found' as const) },
    { weight: 1, arbitrary: fc.constantFrom('denied' as const, 'unreadable' as const) },
  ),
  key: fc.oneof(
    { weight: 12, arbitrary: fc.constant(usable(NEW)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Conditions['key'][]>(
        usable(THIRD), usable(FOREIGN), unusable(), { kind: 'unusable', reason: 'key not found' }, 'denied',
        'unreadable',
      ),
    },
  ),
  createdWithMismatch: fc.constantFrom(undefined, true),
  stack: fc.constantFrom<StackDirection[]>('forward', 'forward', 'forward', 'rolling-back', 'unreadable'),
  holding: fc.oneof<fc.Arbitrary<Conditions['holding']>[]>(holdings, holdings, fc.constant('unreadable')),
  update: fc.constantFrom<Conditions['update'][]>(
    accepted, outcomeUnknown, 'dies', 'throttled', 'superseded', refused('busy'), refused('busy'), refused('denied'),
    refused('invalid'), refused('not-found'),
  ),
  delay,
});

/** Conditions that end no window before its time, so that chains of windows grow long. */
const mildConditions: fc.Arbitrary<Conditions> = fc.record({
  namespace: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Conditions['namespace']>({ status: 'AVAILABLE', keyArn: OLD }) },
    { weight: 4, arbitrary: fc.constant<Conditions['namespace']>({ status: 'MODIFYING', keyArn: OLD }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Conditions['namespace'][]>(
        { status: 'AVAILABLE', keyArn: NEW }, { status: 'RESHARDING', keyArn: OLD }, 'unreadable',
      ),
    },
  ),
  key: fc.constant(usable(NEW)),
  stack: fc.constantFrom<StackDirection[]>('forward', 'forward', 'forward', 'forward', 'unreadable'),
  holding: fc.constant(holds({ windows: 4 })),
  update: fc.constantFrom<Conditions['update'][]>(accepted, outcomeUnknown, 'dies', 'throttled', refused('busy')),
  delay,
});

/**
 * Conditions that stay for some steps: two observations in a row have to be likely to agree, or nothing is ever
 * confirmed.
 */
const lasting = (conditions: fc.Arbitrary<Conditions>): fc.Arbitrary<Conditions[]> =>
  fc.array(fc.tuple(conditions, fc.integer({ min: 1, max: 25 })), { minLength: 1, maxLength: 30 })
    .map((spells) => spells.flatMap(([spell, steps]) => Array<Conditions>(steps).fill(spell)));

export const mildSequences = lasting(mildConditions);
export const sequences = fc.oneof(
  lasting(anyConditions),
  lasting(fc.oneof({ weight: 30, arbitrary: mildConditions }, { weight: 1, arbitrary: anyConditions })),
);

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

/** What the event's PhysicalResourceId says, where it is not the identity that is requested. */
const heldIdentities: Partial<Identity>[] = [
  { namespaceName: 'lakehouse' }, { createdWith: OLD }, { createdWith: undefined }, { namespaceId: 'abc-1' },
];

export const requests: fc.Arbitrary<KeyChangeRequest> = fc.record({
  type: often<KeyChangeRequest['type']>('Update', 'Create'),
  desiredKey: fc.constantFrom(NEW, ALIAS, AWS_OWNED_KMS_KEY),
  windows: fc.constantFrom(1, 2, 4),
  createdWith: often<string | undefined>(CREATED_WITH, undefined, AWS_OWNED_KMS_KEY, NEW),
  createdWithStated: fc.boolean(),
  aliasFollowsKey: fc.boolean(),
  managesNamespace: often(true, false),
  changeKeyOnCreate: often(false, true),
  newestGeneration: fc.constantFrom(undefined, 1, 2),
  sentAt: fc.constantFrom(undefined, at(-1), at(-seconds(299)), at(-minutes(60))),
  held: often<Partial<Identity> | undefined>(undefined, ...heldIdentities),
}).map(({ held, ...given }) => {
  const same = request(given);
  return held === undefined || same.heldIdentity === undefined
    ? same
    : request({ ...given, heldIdentity: { ...same.heldIdentity, ...held } });
});

/**
 * From the decision of one window to the arrival of the next. CloudFormation needs moments, and Lambda up to five
 * minutes.
 */
export const gapSequences = fc.array(mostly(seconds(20), minutes(10)), { minLength: 3, maxLength: 3 });
