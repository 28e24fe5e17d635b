import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SIZES_TB, WRONG_FACTORS, WRONG_SIZES_TB } from './results';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const measurement = v.strictObject({
  contender: v.string(),
  sizeTB: v.picklist(SIZES_TB),
  outcome: v.picklist(['COMPLETE', 'COMPLETE_TOO_EARLY', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED']),
  lagSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  lambdaInvocations: count,
  apiCalls: count,
  stateTransitions: count,
  costUsd: v.pipe(v.number(), v.minValue(0)),
});
const footprint = v.strictObject({
  contender: v.string(),
  footprint: v.strictObject({ oncePerStack: count, perNamespace: count }),
});
const wrongEstimate = v.strictObject({
  contender: v.literal('library'),
  wrongEstimate: v.strictObject({
    sizeTB: v.picklist(WRONG_SIZES_TB),
    factor: v.picklist(WRONG_FACTORS),
    seconds: count,
    lagSeconds: v.pipe(v.number(), v.minValue(0)),
    lambdaInvocations: count,
  }),
});
const result = v.union([measurement, footprint, wrongEstimate]);

const committed: unknown = JSON.parse(readFileSync(join(__dirname, 'results.json'), 'utf8'));

test('results.json: five contenders at eight sizes, the footprint of each, and eight wrong estimates', () => {
  const rows = v.parse(v.array(result), committed);
  const measured = rows.filter((row) => 'sizeTB' in row);
  expect(new Set(measured.map(({ contender, sizeTB }) => `${contender} ${sizeTB}`)).size).toBe(5 * SIZES_TB.length);
  expect(rows).toHaveLength(5 * SIZES_TB.length + 5 + WRONG_SIZES_TB.length * WRONG_FACTORS.length);
});

test('this library ends COMPLETE at every size', () => {
  const rows = v.parse(v.array(result), committed);
  const complete = rows
    .filter((row) => 'sizeTB' in row)
    .filter(({ contender, outcome }) => contender === 'library' && outcome === 'COMPLETE');
  expect(complete).toHaveLength(SIZES_TB.length);
});
