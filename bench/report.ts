import type { Contender } from './contenders';
import { markdownTable } from './markdown';
import { changeSeconds, isFootprint, isMeasurement, SIZES_TB, type Measurement, type Result } from './results';
import { targetsOf } from './targets';

const OUTCOMES: Readonly<Record<string, string>> = {
  COMPLETE: 'COMPLETE',
  COMPLETE_TOO_EARLY: 'COMPLETE, while the change ran',
};

/** The section of docs/benchmarks.md that `npm run bench` writes. */
export function reportOf(results: readonly Result[], contenders: readonly Pick<Contender, 'id' | 'label' | 'description'>[]): string {
  const labelOf = (id: string): string => contenders.find((contender) => contender.id === id)?.label ?? id;
  const measured = results.filter(isMeasurement);
  return [
    '',
    '![Outcome, lag and Lambda calls by size](benchmarks.svg)',
    '',
    '### Targets',
    '',
    markdownTable(['target', 'figure', 'reached'], targetsOf(results).map(({ text, figure, reached }) => [text, figure, reached ? 'yes' : '**no**']), 3),
    '',
    '### Contenders',
    '',
    markdownTable(
      ['contender', 'what it is', 'resources once per stack', 'per namespace'],
      results.filter(isFootprint).map(({ contender, footprint }) => [
        labelOf(contender), contenders.find(({ id }) => id === contender)?.description ?? '', String(footprint.oncePerStack), String(footprint.perNamespace),
      ]),
      2,
    ),
    '',
    'Resources beside the namespace, its key and its alias, counted in synthesised templates, for a change that fits into one window. Each further',
    'window of this library is one resource more.',
    '',
    '### Deployments',
    '',
    markdownTable(
      ['size', 'change takes', 'contender', 'ended', 'lag', 'Lambda calls', 'API calls', 'state transitions', 'cost'],
      SIZES_TB.flatMap((size) => measured.filter(({ sizeTB }) => sizeTB === size)
        .map((each, index) => row(each, index === 0, labelOf(each.contender)))),
      4,
    ),
    '',
  ].join('\n');
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
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.round(seconds % 60)];
  const parts = [[hours, 'h'], [minutes, 'min'], [hours > 0 ? 0 : rest, 's']];
  return parts.filter(([value]) => value !== 0).map((part) => part.join(' ')).join(' ') || '0 s';
}
