import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { isInTree } from './final-resource';
import { RESOURCE_TYPE } from '../../contract';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import type { KeyChangeWindow } from '../provider/key-change-windows';
import { same } from '../template-values';

/** Each has a meaning where it stands, so a window must not have it unless the construct set it. */
const ABSENT_BY_DEFAULT = {
  CreatedWithKmsKeyId: undefined,
  CreatedWithStated: undefined,
  AliasFollowsKey: undefined,
  ManagesNamespace: undefined,
  NamespaceId: undefined,
  ChangeKeyOnCreate: undefined,
  NewestGeneration: undefined,
};

/** The windows of a key change stand in the template as the construct has created them. */
export function checkKeyChangeWindows(
  index: AppIndex, construct: IConstruct, windows: readonly KeyChangeWindow[],
): Finding[] {
  return windows.flatMap((window) => checkWindow(index, window)).map((diagnostic) => ({ construct, diagnostic }));
}

function checkWindow(index: AppIndex, { resource, properties }: KeyChangeWindow): Diagnostic[] {
  const { path } = resource.node;
  if (!isInTree(resource)) {
    return [diagnostics.partRemoved(path, 'without it nothing moves the namespace to its key')];
  }
  const final = index.final(resource);
  const expected: Record<string, unknown> = {
    ...ABSENT_BY_DEFAULT,
    ...resource.stack.resolve(properties) as Record<string, unknown>,
  };
  const altered = (property: string, set: unknown, given: unknown): Diagnostic[] =>
    (same(set, given) ? [] : [diagnostics.keyChangeAltered(path, property, shown(set), shown(given))]);
  return [
    ...altered('Type', RESOURCE_TYPE, final.Type),
    ...Object.entries(expected).flatMap(([property, set]) => altered(property, set, final.Properties[property])),
  ];
}
