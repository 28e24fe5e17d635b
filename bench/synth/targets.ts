import { kilobytes, times } from './format';
import { templateCost, type SynthFigures, type SynthResults } from './results';
import type { Target } from '../targets';

/** docs/benchmarks.md says what each bound catches. */
const MOST_ONCE_BYTES = 8500;
const MOST_TIMES_PER_NAMESPACE = 1.8;
const MOST_RESOURCES = 500;
/** Processor time of the whole process, by number of namespaces. */
const MOST_TIMES_PROCESS: Readonly<Record<number, number>> = { 1: 2.1, 10: 2.1, 100: 2.25 };

export function synthTargets({ synth }: SynthResults): Target[] {
  return [...templateTargets(synth), ...synth.map(processTarget), resourcesTarget(synth[synth.length - 1])];
}

function templateTargets(synth: readonly SynthFigures[]): Target[] {
  const library = templateCost(synth, 'library');
  const [sameSettings, plain] = [templateCost(synth, 'sameSettings'), templateCost(synth, 'plain')]
    .map(({ perNamespace }) => perNamespace);
  return [
    {
      text: `template, once per stack: at most ${kilobytes(MOST_ONCE_BYTES)}`,
      figure: kilobytes(library.once),
      reached: library.once <= MOST_ONCE_BYTES,
    },
    {
      text: `template, each namespace: at most ${MOST_TIMES_PER_NAMESPACE}× the same settings`,
      figure: against(library.perNamespace, sameSettings, plain),
      reached: library.perNamespace <= MOST_TIMES_PER_NAMESPACE * sameSettings,
    },
  ];
}

function processTarget({ namespaces, processMilliseconds }: SynthFigures): Target {
  const { library, plain, sameSettings } = processMilliseconds;
  const most = MOST_TIMES_PROCESS[namespaces];
  const count = namespaces === 1 ? '1 namespace' : `${namespaces} namespaces`;
  return {
    text: `processor time, ${count}: at most ${most}× the same settings`,
    figure: against(library, sameSettings, plain),
    reached: library <= most * sameSettings,
  };
}

function resourcesTarget({ namespaces, resources }: SynthFigures): Target {
  return {
    text: `${namespaces} namespaces fit into the ${MOST_RESOURCES} resources of a stack`,
    figure: String(resources.library),
    reached: resources.library <= MOST_RESOURCES,
  };
}

const against = (library: number, sameSettings: number, plain: number): string =>
  `${times(library, sameSettings)} (${times(library, plain)} plain resources)`;
