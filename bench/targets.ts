import { changeSeconds, isFootprint, isMeasurement, isWrongEstimate, type Result } from './results';

/** A bound that this library sets itself, and the figure that was measured. */
export interface Target { readonly text: string; readonly figure: string; readonly reached: boolean }

const LAG_SHARE = 0.01;
const LAG_SECONDS = 10;
const WRONG_LAG_SHARE = 0.03;
const WRONG_LAG_SECONDS = 20;
const MOST_ONCE_PER_STACK = 8;
const MOST_PER_NAMESPACE = 2;

/** The lag that is allowed for a change of this much data. */
export const mostLagSeconds = (sizeTB: number): number => Math.max(LAG_SECONDS, LAG_SHARE * changeSeconds(sizeTB));

export function targetsOf(results: readonly Result[]): Target[] {
  return [
    everySizeCompletes(results),
    lag(results),
    lagWithWrongEstimate(results),
    calls(results, 8, 1 / 4, 'a quarter'),
    calls(results, 32, 1 / 10, 'a tenth'),
    mostCalls(results, 8, 66),
    mostCalls(results, 32, 101),
    ...footprint(results),
  ];
}

const ofLibrary = (results: readonly Result[]) =>
  results.filter(isMeasurement).filter(({ contender }) => contender === 'library');

function everySizeCompletes(results: readonly Result[]): Target {
  const own = ofLibrary(results);
  const complete = own.filter(({ outcome }) => outcome === 'COMPLETE').length;
  return {
    text: 'every size ends COMPLETE', figure: `${complete} of ${own.length}`, reached: complete === own.length,
  };
}

function lag(results: readonly Result[]): Target {
  const lags = ofLibrary(results).map(({ sizeTB, lagSeconds }) => {
    const most = mostLagSeconds(sizeTB);
    return { sizeTB, lagSeconds, most, share: (lagSeconds ?? Infinity) / most };
  });
  const worst = lags.reduce((most, each) => (each.share > most.share ? each : most));
  return {
    text: 'lag at most 1 % of the change or 10 s, whichever is larger',
    figure: `nearest to the limit at ${worst.sizeTB} TB: ${worst.lagSeconds} s of ${worst.most.toFixed(1)} s`,
    reached: worst.share <= 1,
  };
}

function lagWithWrongEstimate(results: readonly Result[]): Target {
  const lags = results.filter(isWrongEstimate).map(({ wrongEstimate: { sizeTB, factor, seconds, lagSeconds } }) => {
    const most = Math.max(WRONG_LAG_SECONDS, WRONG_LAG_SHARE * seconds);
    return { sizeTB, factor, lagSeconds, most, share: (lagSeconds ?? Infinity) / most };
  });
  const worst = lags.reduce((most, each) => (each.share > most.share ? each : most));
  return {
    text: 'estimate wrong by a factor of five: lag at most 3 % of the change or 20 s, whichever is larger',
    figure: `nearest to the limit at ${worst.sizeTB} TB × ${worst.factor}: ${worst.lagSeconds} s of `
      + `${worst.most.toFixed(1)} s`,
    reached: worst.share <= 1,
  };
}

function mostCalls(results: readonly Result[], sizeTB: number, most: number): Target {
  const own = ofLibrary(results).find((each) => each.sizeTB === sizeTB)!.lambdaInvocations;
  return { text: `${sizeTB} TB: at most ${most} Lambda calls`, figure: String(own), reached: own <= most };
}

function calls(results: readonly Result[], sizeTB: number, share: number, words: string): Target {
  const of = (contender: string): number => results.filter(isMeasurement)
    .find((each) => each.contender === contender && each.sizeTB === sizeTB)!.lambdaInvocations;
  const [own, defaults, best] = [of('library'), of('provider-defaults'), of('provider-best')];
  const against = (other: number) => `${own} of ${other}, ${((own / other) * 100).toFixed(1)} %`;
  return {
    text: `${sizeTB} TB: at most ${words} of the Provider's Lambda calls`,
    figure: `${against(defaults)} (at its best: ${against(best)})`,
    reached: own <= share * defaults,
  };
}

function footprint(results: readonly Result[]): Target[] {
  const own = results.filter(isFootprint).find(({ contender }) => contender === 'library')!;
  const { oncePerStack, perNamespace } = own.footprint;
  return [
    {
      text: `at most ${MOST_ONCE_PER_STACK} resources once per stack`,
      figure: String(oncePerStack),
      reached: oncePerStack <= MOST_ONCE_PER_STACK,
    },
    {
      text: `at most ${MOST_PER_NAMESPACE} resources per namespace beside the namespace, its key and its alias, `
        + 'for one window',
      figure: String(perNamespace),
      reached: perNamespace <= MOST_PER_NAMESPACE,
    },
  ];
}
