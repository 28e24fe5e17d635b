import * as fc from 'fast-check';
import type { Conditions } from './waiter-model';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import type { KeyChangeRequest } from '../../../src/handler/reconcile/key-change-request';
import type { NamespaceObservation, StackDirection } from '../../../src/handler/reconcile/observation';
import {
  accepted, ALIAS, minutes, NEW, OLD, outcomeUnknown, refused, request, seconds, THIRD, unusable, usable,
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

const anyConditions: fc.Arbitrary<Conditions> = fc.record({
  namespace: fc.oneof(
    { weight: 12, arbitrary: namespace },
    { weight: 1, arbitrary: fc.constantFrom('not-found' as const, 'denied' as const, 'unreadable' as const) },
  ),
  key: fc.oneof(
    { weight: 12, arbitrary: fc.constant(usable(NEW)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Conditions['key'][]>(
        usable(THIRD), unusable(), { kind: 'unusable', reason: 'key not found' }, 'denied', 'unreadable',
      ),
    },
  ),
  stack: fc.constantFrom<StackDirection[]>('forward', 'forward', 'forward', 'rolling-back', 'unreadable'),
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

export const requests: fc.Arbitrary<KeyChangeRequest> = fc.record({
  desiredKey: fc.constantFrom(NEW, ALIAS, AWS_OWNED_KMS_KEY),
  windows: fc.constantFrom(1, 2, 4),
  createdWith: fc.constantFrom(undefined, AWS_OWNED_KMS_KEY),
  previous: fc.constantFrom(
    undefined,
    undefined,
    { windows: 1, desiredKey: OLD },
    { windows: 4, desiredKey: OLD },
    { windows: 1, desiredKey: NEW },
  ),
}).map(request);

/**
 * From the decision of one window to the arrival of the next. CloudFormation needs moments, and Lambda up to five
 * minutes.
 */
export const gapSequences = fc.array(mostly(seconds(20), minutes(10)), { minLength: 3, maxLength: 3 });
