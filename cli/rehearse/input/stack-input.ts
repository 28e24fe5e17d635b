import type { Json } from './read-json';

/** A stack as it is to be deployed. All of it can be sent to another thread. */
export interface StackInput {
  readonly stackName: string;
  readonly template: Json;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** object key of an asset → its folder */
  readonly assets: Readonly<Record<string, string>>;
  /** object key of the template of a nested stack → the template */
  readonly nested: Readonly<Record<string, Json>>;
}

/** Account and Region that a stack is deployed to. Absent: not known at synth. */
export interface StackEnvironment {
  readonly account?: string;
  readonly region?: string;
}

/** The template itself, and those of its nested stacks. */
export function templatesOf({ template, nested }: StackInput): readonly Json[] {
  return [template, ...Object.values(nested)];
}
