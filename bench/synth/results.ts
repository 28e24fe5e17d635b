import { markdownTable } from '../markdown';
import type { Target } from '../targets';

/** Of one number of namespaces: this library against the bare resources. */
export interface SynthRatio {
  readonly namespaces: number;
  readonly resources: { readonly library: number; readonly bare: number };
  readonly templateBytes: { readonly library: number; readonly bare: number };
  /** the whole process, from its start to its end: what the CDK CLI waits for */
  readonly processMilliseconds: { readonly library: number; readonly bare: number };
  /** of that, from the first construct to the template */
  readonly synthMilliseconds: { readonly library: number; readonly bare: number };
}

/** Of one bundle. */
export interface BundleFigures { readonly name: string; readonly bytes: number; readonly loadMilliseconds: number }

export interface SynthResults {
  readonly synth: readonly SynthRatio[];
  /** this library first, then what it is compared with */
  readonly bundles: readonly BundleFigures[];
}

const MOST_TIMES = 1.5;
const MOST_RESOURCES = 500;

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function synthTargets({ synth }: SynthResults): Target[] {
  const each = synth.flatMap(({ namespaces, templateBytes, processMilliseconds }) => [
    limit(`synth time of ${namespaces} at most ${MOST_TIMES} times that of bare resources`, processMilliseconds),
    limit(`template of ${namespaces} at most ${MOST_TIMES} times that of bare resources`, templateBytes),
  ]);
  const most = synth[synth.length - 1];
  return [...each, {
    text: `${most.namespaces} namespaces fit into the ${MOST_RESOURCES} resources of a stack`, figure: String(most.resources.library), reached: most.resources.library <= MOST_RESOURCES,
  }];
}

function limit(text: string, { library, bare }: { readonly library: number; readonly bare: number }): Target {
  return { text, figure: times(library, bare), reached: library <= MOST_TIMES * bare };
}

/** The section of docs/benchmarks.md that `npm run bench:synth` writes. */
export function synthReport(results: SynthResults): string {
  const [own] = results.bundles;
  return [
    '',
    markdownTable(
      ['namespaces', 'resources', 'of bare resources', 'template', 'of bare resources', 'ratio'],
      results.synth.map(({ namespaces, resources, templateBytes: bytes }) => [
        String(namespaces), String(resources.library), String(resources.bare),
        kilobytes(bytes.library), kilobytes(bytes.bare), times(bytes.library, bytes.bare),
      ]),
    ),
    '',
    markdownTable(
      ['namespaces', 'whole process', 'of bare resources', 'ratio', 'constructs and synth alone', 'of bare resources', 'ratio'],
      results.synth.map(({ namespaces, processMilliseconds: whole, synthMilliseconds: ms }) => [
        String(namespaces),
        `${whole.library} ms`, `${whole.bare} ms`, times(whole.library, whole.bare),
        `${ms.library} ms`, `${ms.bare} ms`, times(ms.library, ms.bare),
      ]),
    ),
    '',
    markdownTable(
      ['bundle', 'size', 'this library to it', 'load', 'this library to it'],
      results.bundles.map(({ name, bytes, loadMilliseconds }) => [
        name, kilobytes(bytes), times(own.bytes, bytes), `${loadMilliseconds.toFixed(1)} ms`, times(own.loadMilliseconds, loadMilliseconds),
      ]),
    ),
    '',
    markdownTable(['target', 'figure', 'reached'], synthTargets(results).map(({ text, figure, reached }) => [text, figure, reached ? 'yes' : '**no**']), 3),
    '',
  ].join('\n');
}

const times = (one: number, other: number): string => `${(one / other).toFixed(2)}×`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
