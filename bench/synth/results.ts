import type { Kind } from './apps';
import { markdownTable } from '../markdown';
import type { Target } from '../targets';

/** This library, and what it is compared with. */
type Figures = Readonly<Record<Kind, number>>;

/** Of one number of namespaces: this library against the bare resources, and against those with the same settings. */
export interface SynthRatio {
  readonly namespaces: number;
  readonly resources: Figures;
  readonly templateBytes: Figures;
  /** the whole process, from its start to its end: what the CDK CLI waits for */
  readonly processMilliseconds: Figures;
  /** of that, from the first construct to the template */
  readonly synthMilliseconds: Figures;
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

function limit(text: string, { library, bare }: Figures): Target {
  return { text, figure: times(library, bare), reached: library <= MOST_TIMES * bare };
}

/** The section of docs/benchmarks.md that `npm run bench:synth` writes. */
export function synthReport(results: SynthResults): string {
  const [own] = results.bundles;
  return [
    '',
    markdownTable(
      ['namespaces', 'resources', 'bare', 'template', 'bare', 'ratio', 'bare, same settings', 'ratio'],
      results.synth.map(({ namespaces, resources, templateBytes: bytes }) => [
        String(namespaces), String(resources.library), String(resources.bare),
        kilobytes(bytes.library), ...[bytes.bare, bytes.alike].flatMap((other) => [kilobytes(other), times(bytes.library, other)]),
      ]),
    ),
    '',
    markdownTable(
      ['namespaces', 'whole process', 'bare', 'ratio', 'bare, same settings', 'ratio', 'constructs and synth alone', 'bare', 'ratio', 'bare, same settings', 'ratio'],
      results.synth.map(({ namespaces, processMilliseconds, synthMilliseconds }) => [
        String(namespaces),
        ...[processMilliseconds, synthMilliseconds].flatMap(({ library, bare, alike }) =>
          [`${library} ms`, ...[bare, alike].flatMap((other) => [`${other} ms`, times(library, other)])]),
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
