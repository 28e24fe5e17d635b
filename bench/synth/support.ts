import type { Figures, SynthResults } from './results';

/** For tests: what this library comes to, against fixed figures of the others. */
export interface LibraryFigures {
  readonly onceBytes?: number;
  readonly bytesPerNamespace?: number;
  readonly milliseconds?: number;
  readonly resourcesPerNamespace?: number;
}

/** For tests: apps of 1, 10 and 100 namespaces. With the defaults, every bound is met, most of them exactly. */
export function synthResultsWith({
  onceBytes = 8500, bytesPerNamespace = 1800, milliseconds = 210, resourcesPerNamespace = 5,
}: LibraryFigures = {}): SynthResults {
  const figures = (library: number, plain: number, sameSettings: number): Figures => ({ library, plain, sameSettings });
  const app = (namespaces: number) => ({
    namespaces,
    resources: figures(namespaces * resourcesPerNamespace, namespaces * 3, namespaces * 3),
    templateBytes: figures(onceBytes + namespaces * bytesPerNamespace, namespaces * 500, namespaces * 1000),
    processMilliseconds: figures(milliseconds, 80, 100),
    synthMilliseconds: figures(milliseconds, 10, 20),
  });
  return {
    synth: [app(1), app(10), app(100)],
    bundles: [
      { name: 'ours', bytes: 400_000, loadMilliseconds: 40 }, { name: 'theirs', bytes: 500_000, loadMilliseconds: 50 },
    ],
  };
}
