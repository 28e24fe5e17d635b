/**
 * Some tests repeat themselves over generated input. `npm test` runs few repetitions, so that it stays quick. With
 * `SCALE=full` they run many, as `npm run test:full` and CI do.
 */
const FULL = process.env.SCALE === 'full';

/** How often to repeat: as `npm test` does, or at full scale. */
export const scaled = (usual: number, full: number): number => (FULL ? full : usual);

/** The cases to run: the first few, or all of them at full scale. */
export const scaledCases = <T>(cases: readonly T[], usual: number): T[] => cases.slice(0, scaled(usual, cases.length));

/** A test that is too slow for `npm test`. There it is reported as skipped. */
export const slowTest: typeof test = FULL ? test : (test.skip as typeof test);
