import * as fc from 'fast-check';
import type { FaultProfile } from './fault-profile';
import {
  AWS_OWNED, FOREIGN_KEY, LIVE_KEY, OWN_KEY, type AppChoice, type CreatedWithChoice, type DeployStep, type Disruption,
  type Removal, type Scenario, type StackNumber, type Step,
} from './scenario';

const HOUR_S = 3600;
const percent = fc.integer({ min: 1, max: 30 });

/** Most scenarios keep their timeout: an update that adds windows and changes the key is refused. */
const hours = fc.oneof(
  { weight: 24, arbitrary: fc.constant(1) },
  { weight: 12, arbitrary: fc.constant(2) },
  { weight: 4, arbitrary: fc.constant(6) },
  { weight: 1, arbitrary: fc.constantFrom(24, 48) },
);

/** Mostly the first choice: one deployment in so many has another one. */
const seldom = <T>(weight: number, usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** What the deployments of a scenario have in common, unless one of them changes it. */
interface Usual { readonly hours: number; readonly createdWith: CreatedWithChoice; readonly removal: Removal }

const CREATED_WITH = ['default', 'alias', 'own-key', 'foreign-key', 'aws-owned'] as const;
const REMOVALS = ['retain-except-on-create', 'retain', 'destroy'] as const;

const app = (keys: fc.Arbitrary<number>, usual: Usual): fc.Arbitrary<AppChoice> => fc.record({
  kind: fc.constant('rotatable' as const),
  key: fc.oneof({ weight: 24, arbitrary: keys }, { weight: 1, arbitrary: fc.constantFrom(FOREIGN_KEY, LIVE_KEY) }),
  allGenerations: fc.boolean(),
  dropsOldest: seldom(8, false, true),
  hours: fc.oneof({ weight: 6, arbitrary: fc.constant(usual.hours) }, hours),
  bySize: fc.boolean(),
  settings: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
  name: seldom(12, 0, 1),
  path: seldom(14, 0, 1, 2),
  createdWith: seldom(14, usual.createdWith, ...CREATED_WITH),
  removal: seldom(12, usual.removal, ...REMOVALS),
  namespaceId: fc.constant(false),
  changeKeyOnCreate: fc.constant(false),
});

/** A second stack on the same namespace: a key change alone, or the whole construct, moved there. */
const appOfSecondStack = (usual: Usual): fc.Arbitrary<AppChoice> => fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(app(fc.constantFrom(OWN_KEY, LIVE_KEY), usual), fc.boolean(), seldom(4, false, true))
      .map(([drawn, namespaceId, changeKeyOnCreate]): AppChoice =>
        ({ ...drawn, kind: 'key-change', path: 0, namespaceId, changeKeyOnCreate })),
  },
  { weight: 1, arbitrary: app(fc.constantFrom(1, 2, OWN_KEY, LIVE_KEY), usual) },
);

/** Within five minutes, because the moments between two calls are the dangerous ones; or within three hours. */
const moment = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 3 * HOUR_S }));

const disruption = (keys: fc.Arbitrary<number>): fc.Arbitrary<Disruption> => fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sibling-fails' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('dependent-fails' as const) }) },
  {
    weight: 4,
    // At times for so long that the next deployments desire a key that cannot be used.
    arbitrary: fc.record({
      kind: fc.constant('key-disabled' as const),
      key: keys,
      afterS: moment,
      forS: fc.oneof(moment, fc.integer({ min: 2 * HOUR_S, max: 24 * HOUR_S })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('manual-change' as const), key: keys, afterS: moment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change-aborted' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('denied' as const), afterS: moment, forS: moment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleted-by-hand' as const), afterS: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('made-anew' as const), key: keys, hasTag: fc.boolean(), afterS: moment,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('execution-stopped' as const), afterS: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('waiter-deleted' as const), afterS: moment, forS: moment }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('shown-wrongly' as const),
      as: fc.constant('unknown-status' as const),
      afterS: moment,
      forS: moment,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('shown-wrongly' as const),
      as: fc.constantFrom('no-key' as const, 'inaccessible' as const),
      afterS: moment,
      // Shorter than the quiet period, like every other wrong answer.
      forS: fc.integer({ min: 1, max: 60 }),
    }),
  },
);

/** 1 GB to 1 PB, each order of magnitude alike; the largest are rarer, because their changes take long. */
const gibibytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 1024 }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 64 }).map((tebibytes) => tebibytes * 1024) },
  { weight: 1, arbitrary: fc.integer({ min: 64, max: 1024 }).map((tebibytes) => tebibytes * 1024) },
);

const deploy = (
  stack: StackNumber, apps: fc.Arbitrary<AppChoice>, disrupted: fc.Arbitrary<Disruption | undefined>,
): fc.Arbitrary<DeployStep> => fc.record({
  kind: fc.constant('deploy' as const),
  stack: fc.constant(stack),
  app: apps,
  noRollback: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  disruption: disrupted,
});

const often = (keys: fc.Arbitrary<number>) => fc.option(disruption(keys), { nil: undefined, freq: 2 });

const step = (keys: fc.Arbitrary<number>, usual: Usual): fc.Arbitrary<Step> => fc.oneof(
  { weight: 24, arbitrary: deploy(0, app(keys, usual), often(keys)) },
  { weight: 3, arbitrary: deploy(1, appOfSecondStack(usual), often(keys)) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('deploy-again' as const), stack: seldom<StackNumber>(3, 0, 1), noRollback: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('continue-rollback' as const), skips: seldom(4, false, true) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('roll-back' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const), stack: seldom<StackNumber>(3, 0, 1), reusesName: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('import' as const) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('resize' as const), gibibytes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('manual-change' as const), key: keys }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
  },
);

const RATES = [
  'throttled', 'failed', 'conflict', 'reset', 'lost', 'slow', 'crash', 'lambdaThrottled', 'deliveries', 'responses',
  'absences', 'misreadings', 'clockJumps', 'clockSkews',
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
  // API-8: "The first read after an update may still say AVAILABLE": mostly one read.
  staleReads: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 4),
  inaccessibleKeyText: fc.boolean(),
  // U-6: no scenario restores a snapshot.
  snapshotsFollowKey: fc.constant(false),
});

/** How the namespaces of a scenario begin. */
type Beginning = 'rotatable' | 'aws-owned' | 'bare';

/** Keys of the deployments, of the first one, and what the template says of the key from then on. */
function beginningOf(beginning: Beginning) {
  const usualKeys = fc.constantFrom(1, 2, 1, 2, 3, OWN_KEY);
  switch (beginning) {
    case 'rotatable': return {
      keys: usualKeys, firstKey: usualKeys, createdWith: seldom<CreatedWithChoice>(8, 'default', 'alias'),
    };
    case 'aws-owned': return {
      keys: fc.constantFrom(AWS_OWNED, 1, 2),
      firstKey: fc.constant(AWS_OWNED),
      createdWith: fc.constant('aws-owned' as const),
    };
    case 'bare': return {
      keys: fc.constantFrom(OWN_KEY, OWN_KEY, 1),
      firstKey: fc.constant(OWN_KEY),
      createdWith: fc.constant('own-key' as const),
    };
  }
}

const scenarioWith = (beginning: Beginning, maximumSteps: number): fc.Arbitrary<Scenario> => {
  const { keys, firstKey, createdWith } = beginningOf(beginning);
  // The creation of the stack is disrupted now and then, too.
  const seldomDisrupted = fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, disruption(keys));
  const usuals: fc.Arbitrary<Usual> = fc.record({
    hours, createdWith, removal: seldom<Removal>(6, 'retain-except-on-create', 'retain', 'destroy'),
  });
  const isBare = beginning === 'bare';
  return usuals.chain((usual) => fc.record({
    unknowns,
    listLagS: fc.constantFrom(0, 0, 2, 15),
    iamDelayS: fc.constantFrom(0, 0, 10, 70),
    createdOnAwsOwnedKey: fc.constant(beginning === 'aws-owned'),
    holdsFailedAttempt: fc.boolean(),
    faults,
    steps: fc.tuple(
      deploy(0, app(firstKey, usual).map((first) => (isBare ? bare(first) : first)), seldomDisrupted),
      fc.array(step(keys, usual), { minLength: 1, maxLength: maximumSteps - 1, size: 'max' }),
    ).map(([first, rest]) => [first, ...rest]),
  }));
};

const bare = (drawn: AppChoice): AppChoice =>
  ({ ...drawn, kind: 'bare', key: OWN_KEY, createdWith: 'own-key', path: 0 });

/** Scenarios of at most this many steps. */
export const scenarios = (maximumSteps = 6): fc.Arbitrary<Scenario> => fc.oneof(
  { weight: 16, arbitrary: scenarioWith('rotatable', maximumSteps) },
  { weight: 2, arbitrary: scenarioWith('aws-owned', maximumSteps) },
  { weight: 2, arbitrary: scenarioWith('bare', maximumSteps) },
);

const usual = scenarios();

/** The scenario that a seed stands for: always the same one. */
export const scenarioOf = (seed: number): Scenario => fc.sample(usual, { seed, numRuns: 1 })[0]!;
