import type { Kind } from './apps';

/** This library, and what it is compared with. */
export type Figures = Readonly<Record<Kind, number>>;

/** What apps with this many namespaces came to. */
export interface SynthFigures {
  readonly namespaces: number;
  readonly resources: Figures;
  readonly templateBytes: Figures;
  /** processor time of the whole process, from its start to its end */
  readonly processMilliseconds: Figures;
  /** of that, from the first construct to the template */
  readonly synthMilliseconds: Figures;
}

/** What a Lambda bundle came to. */
export interface BundleFigures {
  readonly name: string;
  readonly bytes: number;
  readonly loadMilliseconds: number;
}

export interface SynthResults {
  /** by number of namespaces, the smallest first */
  readonly synth: readonly SynthFigures[];
  /** this library first, then what it is compared with */
  readonly bundles: readonly BundleFigures[];
}

/** Bytes of the template that a stack has once, and bytes that each namespace adds. */
export interface TemplateCost { readonly once: number; readonly perNamespace: number }

/** Splits the size of the templates, from the first number of namespaces and the last. */
export function templateCost(synth: readonly SynthFigures[], kind: Kind): TemplateCost {
  const [first, last] = [synth[0], synth[synth.length - 1]];
  const added = last.templateBytes[kind] - first.templateBytes[kind];
  const perNamespace = added / (last.namespaces - first.namespaces);
  return { once: first.templateBytes[kind] - first.namespaces * perNamespace, perNamespace };
}
