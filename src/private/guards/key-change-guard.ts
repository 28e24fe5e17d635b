import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { isInTree, same } from './final-resource';
import { messages, shown } from './messages';
import type { KeyChangeFacts } from './registry';
import type { Finding } from './report';
import { RESOURCE_TYPE } from '../../key-change/contract';

/** Says nothing by default, and something where it stands: a window must not have it unless the construct set it. */
const ABSENT_BY_DEFAULT = { CreatedWithKmsKeyId: undefined };

/** The windows of a key change stand in the template as the construct has made them. */
export function guardKeyChange(index: AppIndex, at: IConstruct, { windows }: KeyChangeFacts): Finding[] {
  return windows.flatMap(({ resource, properties }) => {
    const { path } = resource.node;
    if (!isInTree(resource)) { return [{ at, message: messages.partRemoved(path, 'without it nothing moves the namespace to its key') }]; }
    const final = index.final(resource);
    const expected: Record<string, unknown> = { ...ABSENT_BY_DEFAULT, ...resource.stack.resolve(properties) };
    const altered = Object.keys(expected)
      .filter((property) => !same(expected[property], final.Properties[property]))
      .map((property) => messages.keyChangeAltered(path, property, shown(expected[property]), shown(final.Properties[property])));
    const type = final.Type === RESOURCE_TYPE ? [] : [messages.keyChangeAltered(path, 'Type', shown(RESOURCE_TYPE), shown(final.Type))];
    return [...type, ...altered].map((message) => ({ at, message }));
  });
}
