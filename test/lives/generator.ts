import * as fc from 'fast-check';
import type { Act, AppChoice, Chaos, Life, Trouble } from './life';

const HOUR_S = 3600;
const percent = fc.integer({ min: 1, max: 30 });

/** Most lives keep to what they wait: more windows and a new key in one update are refused. */
const hours = fc.oneof(
  { weight: 24, arbitrary: fc.constant(1) },
  { weight: 12, arbitrary: fc.constant(2) },
  { weight: 4, arbitrary: fc.constant(6) },
  { weight: 1, arbitrary: fc.constantFrom(24, 48) },
);

const app = (keys: fc.Arbitrary<number>, usualHours: number): fc.Arbitrary<AppChoice> => fc.record({
  key: keys,
  careful: fc.boolean(),
  hours: fc.oneof({ weight: 6, arbitrary: fc.constant(usualHours) }, hours),
  sized: fc.boolean(),
  settings: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
  name: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.constant(1)),
});

/** Soon, for the moments between two steps are the dangerous ones; or any time in the first three hours. */
const moment = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 3 * HOUR_S }));

const trouble = (keys: fc.Arbitrary<number>): fc.Arbitrary<Trouble> => fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sibling' as const), afterS: moment }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('last-sibling' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('key-disabled' as const), key: keys, afterS: moment, forS: moment }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('by-hand' as const), key: keys, afterS: moment }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('service-fails' as const) }) },
);

/** 1 GB to 1 PB, each order of magnitude alike; large ones a little more seldom, since they take long. */
const gibibytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 1024 }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 64 }).map((tebibytes) => tebibytes * 1024) },
  { weight: 1, arbitrary: fc.integer({ min: 64, max: 1024 }).map((tebibytes) => tebibytes * 1024) },
);

const deploy = (keys: fc.Arbitrary<number>, usualHours: number, troubled: fc.Arbitrary<Trouble | undefined>): fc.Arbitrary<Act> => fc.record({
  act: fc.constant('deploy' as const),
  app: app(keys, usualHours),
  noRollback: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  trouble: troubled,
});

const act = (keys: fc.Arbitrary<number>, usualHours: number): fc.Arbitrary<Act> => fc.oneof(
  { weight: 12, arbitrary: deploy(keys, usualHours, fc.option(trouble(keys), { nil: undefined, freq: 2 })) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('continue' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('roll-back' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('delete' as const) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('resize' as const), gibibytes }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('by-hand' as const), key: keys }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 300 }) }) },
);

const RATES = ['throttled', 'failed', 'conflict', 'reset', 'lost', 'slow', 'crash', 'lambdaThrottled', 'deliveries', 'responses', 'jumps'] as const;
type Rate = (typeof RATES)[number];
const calm = Object.fromEntries(RATES.map((rate) => [rate, 0])) as Record<Rate, number>;
const rates = (drawn: readonly (readonly [Rate, number])[]): Record<Rate, number> => ({ ...calm, ...Object.fromEntries(drawn) });
const someKinds = fc.array(fc.tuple(fc.constantFrom(...RATES), percent), { minLength: 1, maxLength: 3 }).map(rates);
const everyKind = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: RATES.length, maxLength: RATES.length })
  .map((drawn) => rates(RATES.map((rate, index) => [rate, drawn[index]!])));

const chaos: fc.Arbitrary<Chaos> = fc.tuple(
  fc.integer({ min: 0, max: 0x7fffffff }),
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(calm) },
    // One kind of fault, and another one: their combinations are where protocols break.
    { weight: 5, arbitrary: someKinds },
    { weight: 3, arbitrary: everyKind },
  ),
).map(([seed, drawn]) => ({ seed, ...drawn }));

const unknowns = fc.record({
  keyShownWhileModifying: fc.boolean(),
  sameKey: fc.constantFrom('no-op' as const, 'modifies' as const, 'refused' as const),
  oldKeyRightsNeeded: fc.boolean(),
  lowerCaseStatus: fc.boolean(),
  // API-8: "The first read after an update may still say AVAILABLE": one.
  staleReads: fc.constantFrom(0, 1),
  inaccessibleKeyText: fc.boolean(),
});

const lifeWith = (bornAwsOwned: boolean, most: number): fc.Arbitrary<Life> => {
  const keys = bornAwsOwned ? fc.constantFrom(0, 1, 2) : fc.constantFrom(1, 2, 1, 2, 3, 4);
  return hours.chain((usualHours) => fc.record({
    unknowns,
    listLagS: fc.constantFrom(0, 0, 2, 15),
    iamDelayS: fc.constantFrom(0, 0, 10, 70),
    bornAwsOwned: fc.constant(bornAwsOwned),
    chaos,
    // It begins with a creation, now and then a troubled one.
    acts: fc.tuple(
      deploy(bornAwsOwned ? fc.constant(0) : keys, usualHours, fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, trouble(keys))),
      fc.array(act(keys, usualHours), { minLength: 1, maxLength: most - 1, size: 'max' }),
    ).map(([first, rest]) => [first, ...rest]),
  }));
};

/** Whole lives of a stack, of so many acts at the most. */
export const lives = (most = 6): fc.Arbitrary<Life> => fc.oneof(
  { weight: 9, arbitrary: lifeWith(false, most) },
  { weight: 1, arbitrary: lifeWith(true, most) },
);

const usual = lives();

/** The life that a seed stands for. */
export const lifeOf = (seed: number): Life => fc.sample(usual, { seed, numRuns: 1 })[0]!;
