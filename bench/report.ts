import type { Contender } from './contenders';
import { markdownList, markdownTable, targetTable } from './markdown';
import {
  changeSeconds, isFootprint, isMeasurement, isWrongEstimate, SIZES_TB, type Footprint, type Measurement, type Result,
  type WrongEstimate,
} from './results';
import { targetsOf } from './targets';

type Described = Pick<Contender, 'id' | 'label' | 'description'>;

const OUTCOMES: Readonly<Record<string, string>> = {
  COMPLETE: 'COMPLETE',
  COMPLETE_TOO_EARLY: 'COMPLETE, while the change ran',
};

/** The section of docs/benchmarks.md that `npm run bench` writes. */
export function reportOf(results: readonly Result[], contenders: readonly Described[]): string {
  const labelOf = (id: string): string => contenders.find((contender) => contender.id === id)?.label ?? id;
  return [
    '',
    '![Outcome, lag and Lambda calls by size](benchmarks.svg)',
    '',
    '### Targets',
    '',
    targetTable(targetsOf(results)),
    '',
    'The Provider of a target is the one at its defaults.',
    '',
    '### Contenders',
    '',
    markdownList(contenders.map(({ label, description }) => [label, description])),
    '',
    footprintTable(results.filter(isFootprint), labelOf),
    '',
    'Resources beside the namespace, its key and its alias, counted in synthesized templates, for a change that fits',
    'into one window. Each further window of this library is one resource more.',
    '',
    '### Deployments',
    '',
    deploymentTable(results.filter(isMeasurement), labelOf),
    '',
    '### A wrong estimate',
    '',
    'This library, where a change takes a fifth of what the size of its data suggests, or five times as long:',
    '',
    wrongEstimateTable(results.filter(isWrongEstimate)),
    '',
  ].join('\n');
}

function wrongEstimateTable(estimates: readonly WrongEstimate[]): string {
  return markdownTable(
    ['size', 'estimated', 'change takes', 'lag', 'share of the change', 'Lambda calls'],
    estimates.map(({ wrongEstimate: { sizeTB, seconds, lagSeconds, lambdaInvocations } }) => [
      `${sizeTB} TB`,
      duration(changeSeconds(sizeTB)),
      duration(seconds),
      lagSeconds === null ? '–' : `${lagSeconds.toFixed(1)} s`,
      lagSeconds === null ? '–' : `${((lagSeconds / seconds) * 100).toFixed(1)} %`,
      String(lambdaInvocations),
    ]),
  );
}

function footprintTable(footprints: readonly Footprint[], labelOf: (id: string) => string): string {
  return markdownTable(
    ['contender', 'resources once per stack', 'per namespace'],
    footprints.map(({ contender, footprint: { oncePerStack, perNamespace } }) =>
      [labelOf(contender), String(oncePerStack), String(perNamespace)]),
  );
}

function deploymentTable(measured: readonly Measurement[], labelOf: (id: string) => string): string {
  return markdownTable(
    ['size', 'change takes', 'contender', 'ended', 'lag', 'Lambda calls', 'API calls', 'state transitions', 'cost'],
    SIZES_TB.flatMap((size) => measured
      .filter(({ sizeTB }) => sizeTB === size)
      .map((each, index) => row(each, index === 0, labelOf(each.contender)))),
    4,
  );
}

function row(measurement: Measurement, first: boolean, label: string): string[] {
  const { sizeTB, outcome, lagSeconds, lambdaInvocations, apiCalls, stateTransitions, costUsd } = measurement;
  return [
    first ? `${sizeTB} TB` : '',
    first ? duration(changeSeconds(sizeTB)) : '',
    label,
    OUTCOMES[outcome] ?? `UPDATE_${outcome}`,
    lagSeconds === null ? '–' : `${lagSeconds.toFixed(1)} s`,
    String(lambdaInvocations),
    String(apiCalls),
    String(stateTransitions),
    dollars(costUsd),
  ];
}

const dollars = (amount: number): string => {
  if (amount === 0) { return '0'; }
  return amount < 0.0001 ? '< $0.0001' : `$${amount.toFixed(4)}`;
};

/** Such as `1 h 52 min`. */
export function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = hours > 0 ? 0 : Math.round(seconds % 60);
  const parts = [[hours, 'h'], [minutes, 'min'], [rest, 's']].filter(([value]) => value !== 0);
  return parts.map((part) => part.join(' ')).join(' ') || '0 s';
}
