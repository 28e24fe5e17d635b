import * as fc from 'fast-check';
import type { FaultProfile } from './fault-profile';
import type { AppChoice, DeployStep, Disruption, Scenario, Step } from './scenario';

const HOUR_S = 3600;
const percent = fc.integer({ min: 1, max: 30 });

/** Most scenarios keep their timeout: an update that adds windows and changes the key is refused. */
const hours = fc.oneof(
  { weight: 24, arbitrary: fc.constant(1) },
  { weight: 12, arbitrary: fc.constant(2) },
  { weight: 4, arbitrary: fc.constant(6) },
  { weight: 1, arbitrary: fc.constantFrom(24, 48) },
);

const app = (keys: fc.Arbitrary<number>, usualHours: number): fc.Arbitrary<AppChoice> => fc.record({
  key: keys,
  allGenerations: fc.boolean(),
  hours: fc.oneof({ weight: 6, arbitrary: fc.constant(usualHours) }, hours),
  bySize: fc.boolean(),
  settings: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
  name: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(1)),
});

/** Within five minutes, because the moments between two calls are the dangerous ones; or within three hours. */
const moment = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 3 * HOUR_S }));

const disruption = (keys: fc.Arbitrary<number>): fc.Arbitrary<Disruption> => fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sibling-fails' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('dependent-fails' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('key-disabled' as const), key: keys, afterS: moment, forS: moment }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('manual-change' as const), key: keys, afterS: moment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change-aborted' as const) }) },
);

/** 1 GB to 1 PB, each order of magnitude alike; the largest are rarer, because their changes take long. */
const gibibytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 1024 }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 64 }).map((tebibytes) => tebibytes * 1024) },
  { weight: 1, arbitrary: fc.integer({ min: 64, max: 1024 }).map((tebibytes) => tebibytes * 1024) },
);

const deploy = (
  keys: fc.Arbitrary<number>, usualHours: number, disrupted: fc.Arbitrary<Disruption | undefined>,
): fc.Arbitrary<DeployStep> => fc.record({
  kind: fc.constant('deploy' as const),
  app: app(keys, usualHours),
  noRollback: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  disruption: disrupted,
});

const step = (keys: fc.Arbitrary<number>, usualHours: number): fc.Arbitrary<Step> => fc.oneof(
  { weight: 12, arbitrary: deploy(keys, usualHours, fc.option(disruption(keys), { nil: undefined, freq: 2 })) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('continue-rollback' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('roll-back' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resize' as const), gibibytes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('manual-change' as const), key: keys }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  },
);

const RATES = [
  'throttled', 'failed', 'conflict', 'reset', 'lost', 'slow', 'crash', 'lambdaThrottled', 'deliveries', 'responses',
  'clockJumps',
] as const;
type Rate = (typeof RATES)[number];
const noFaults = Object.fromEntries(RATES.map((rate) => [rate, 0])) as Record<Rate, number>;
const rates = (drawn: readonly (readonly [Rate, number])[]): Record<Rate, number> =>
  ({ ...noFaults, ...Object.fromEntries(drawn) });
const someKinds = fc.array(fc.tuple(fc.constantFrom(...RATES), percent), { minLength: 1, maxLength: 3 }).map(rates);
const everyKind = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: RATES.length, maxLength: RATES.length })
  .map((drawn) => rates(RATES.map((rate, index) => [rate, drawn[index]!])));

const faults: fc.Arbitrary<FaultProfile> = fc.tuple(
  fc.integer({ min: 0, max: 0x7fffffff }),
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(noFaults) },
    // Two or three kinds together: protocols break on combinations.
    { weight: 5, arbitrary: someKinds },
    { weight: 3, arbitrary: everyKind },
  ),
).map(([seed, drawn]) => ({ seed, ...drawn }));

const unknowns = fc.record({
  keyShownWhileModifying: fc.boolean(),
  sameKey: fc.constantFrom('no-op' as const, 'modifies' as const, 'refused' as const),
  oldKeyRightsNeeded: fc.boolean(),
  lowerCaseStatus: fc.boolean(),
  // API-8: "The first read after an update may still say AVAILABLE": one read.
  staleReads: fc.constantFrom(0, 1),
  inaccessibleKeyText: fc.boolean(),
});

const scenarioWith = (createdOnAwsOwnedKey: boolean, maximumSteps: number): fc.Arbitrary<Scenario> => {
  const keys = createdOnAwsOwnedKey ? fc.constantFrom(0, 1, 2) : fc.constantFrom(1, 2, 1, 2, 3, 4);
  const firstKey = createdOnAwsOwnedKey ? fc.constant(0) : keys;
  // The creation of the stack is disrupted now and then, too.
  const seldomDisrupted = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, disruption(keys));
  return hours.chain((usualHours) => fc.record({
    unknowns,
    listLagS: fc.constantFrom(0, 0, 2, 15),
    iamDelayS: fc.constantFrom(0, 0, 10, 70),
    createdOnAwsOwnedKey: fc.constant(createdOnAwsOwnedKey),
    faults,
    steps: fc.tuple(
      deploy(firstKey, usualHours, seldomDisrupted),
      fc.array(step(keys, usualHours), { minLength: 1, maxLength: maximumSteps - 1, size: 'max' }),
    ).map(([first, rest]) => [first, ...rest]),
  }));
};

/** Scenarios of at most this many steps. */
export const scenarios = (maximumSteps = 6): fc.Arbitrary<Scenario> => fc.oneof(
  { weight: 9, arbitrary: scenarioWith(false, maximumSteps) },
  { weight: 1, arbitrary: scenarioWith(true, maximumSteps) },
);

const usual = scenarios();

/** The scenario that a seed stands for: always the same one. */
export const scenarioOf = (seed: number): Scenario => fc.sample(usual, { seed, numRuns: 1 })[0]!;
