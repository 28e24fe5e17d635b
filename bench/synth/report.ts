import { kilobytes, milliseconds, times } from './format';
import type { BundleFigures, Figures, SynthFigures, SynthResults } from './results';
import { synthTargets } from './targets';
import { markdownTable, targetTable } from '../markdown';

/** The section of docs/benchmarks.md that `npm run bench:synth` writes. */
export function synthReport(results: SynthResults): string {
  const { synth, bundles } = results;
  return [
    '',
    '### Template',
    '',
    templateTable(synth),
    '',
    '### Processor time of the whole process',
    '',
    timeTable(synth, ({ processMilliseconds }) => processMilliseconds),
    '',
    '### Processor time of constructs and synthesis alone',
    '',
    timeTable(synth, ({ synthMilliseconds }) => synthMilliseconds),
    '',
    '### Lambda bundle',
    '',
    bundleTable(bundles),
    '',
    '### Targets of synthesis',
    '',
    targetTable(synthTargets(results)),
    '',
  ].join('\n');
}

function templateTable(synth: readonly SynthFigures[]): string {
  return markdownTable(
    ['namespaces', 'resources', 'plain', 'template', 'same settings', 'ratio', 'plain', 'ratio'],
    synth.map(({ namespaces, resources, templateBytes }) => [
      String(namespaces), String(resources.library), String(resources.plain), ...compared(templateBytes, kilobytes),
    ]),
  );
}

function timeTable(synth: readonly SynthFigures[], of: (figures: SynthFigures) => Figures): string {
  return markdownTable(
    ['namespaces', 'this library', 'same settings', 'ratio', 'plain', 'ratio'],
    synth.map((figures) => [String(figures.namespaces), ...compared(of(figures), milliseconds)]),
  );
}

/** A figure of this library, then each of the others and the ratio to it. */
function compared({ library, sameSettings, plain }: Figures, format: (value: number) => string): string[] {
  return [format(library), ...[sameSettings, plain].flatMap((other) => [format(other), times(library, other)])];
}

function bundleTable(bundles: readonly BundleFigures[]): string {
  const [own] = bundles;
  return markdownTable(
    ['bundle', 'size', 'this library to it', 'load', 'this library to it'],
    bundles.map((each) => [
      each.name,
      kilobytes(each.bytes),
      times(own.bytes, each.bytes),
      `${each.loadMilliseconds.toFixed(1)} ms`,
      times(own.loadMilliseconds, each.loadMilliseconds),
    ]),
  );
}
