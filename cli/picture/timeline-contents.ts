import { barsOf, mergeBars, stackBarsOf } from './timeline-bars';
import type { Row } from './timeline-row';
import type { StackEvent } from '../../simulator/cloudformation';

const STACK = 'AWS::CloudFormation::Stack';
const KEY = 'AWS::KMS::Key';
const ALIAS = 'AWS::KMS::Alias';
const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
/** Logical id of a key of the construct. */
const GENERATION = /KeyGeneration(\d+)[0-9A-F]{8}$/;
const WORKGROUP = 'AWS::RedshiftServerless::Workgroup';
const isWindow = (type: string): boolean => type.startsWith('Custom::');
const isOther = (type: string): boolean =>
  ![STACK, KEY, ALIAS, NAMESPACE, WORKGROUP].includes(type) && !isWindow(type);

/** The rows of the timeline, in the order of the deployment. */
export function rowsOf(events: readonly StackEvent[], stackName: string, to: number): Row[] {
  const idsOf = (matches: (type: string) => boolean) =>
    [...new Set(events.filter(({ type }) => matches(type)).map(({ logicalId }) => logicalId))];
  const barsFor = (logicalId: string) => barsOf(events.filter((event) => event.logicalId === logicalId), to);
  const rowsFor = (title: string, type: string): Row[] =>
    idsOf((each) => each === type).map((logicalId) => ({ title, detail: type, bars: barsFor(logicalId) }));
  const windows = idsOf(isWindow);
  const others = idsOf(isOther);
  return [
    { title: `stack ${stackName}`, detail: STACK, bars: stackBarsOf(events, to) },
    {
      title: 'function, waiter, roles, logs',
      detail: `${others.length} fixed resources`,
      bars: mergeBars(others.flatMap(barsFor)),
    },
    ...idsOf((each) => each === KEY).map((logicalId, index) => {
      // An update may touch the second generation and not the first.
      const generation = Number(GENERATION.exec(logicalId)?.[1] ?? index + 1);
      return { title: `key generation ${generation}`, detail: KEY, bars: barsFor(logicalId), generation };
    }),
    ...windows.map((logicalId, index) => ({
      title: windows.length > 1 ? `key change window ${index + 1}` : 'key change window',
      detail: 'custom resource',
      bars: barsFor(logicalId),
      sendsUpdates: true,
    })),
    ...rowsFor('alias of the active key', ALIAS),
    ...rowsFor('namespace', NAMESPACE),
    ...rowsFor('workgroup', WORKGROUP),
  ];
}
