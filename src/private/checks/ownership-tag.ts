import type { FinalResource } from './final-resource';
import { OWNERSHIP_TAG } from '../../contract';
import { isRecord } from '../template-values';

/** Value of the tag that lets a stack's function change the key; undefined where there is none. */
export function ownershipTagOf({ Properties: { Tags: tags } }: FinalResource): unknown {
  const tag: unknown = Array.isArray(tags) ? tags.find((one) => isRecord(one) && one.Key === OWNERSHIP_TAG) : undefined;
  return isRecord(tag) ? tag.Value : undefined;
}
