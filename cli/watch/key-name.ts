import type { Holding } from './observation';

/** Number of the generation that a key is; undefined: it is none of the stack. */
export const generationOf = ({ generations }: Holding, keyArn: string | undefined): number | undefined =>
  generations.find(({ keyId }) => keyArn !== undefined && keyArn.endsWith(`/${keyId}`))?.number;

/** Such as `generation 2 (arn:…)`. */
export function nameOfKey(holding: Holding, keyArn: string | undefined): string {
  if (keyArn === undefined) { return 'an AWS-owned key'; }
  const generation = generationOf(holding, keyArn);
  return generation === undefined ? keyArn : `generation ${generation} (${keyArn})`;
}
