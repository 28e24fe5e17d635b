import { barsOf, mergeBars, stackBarsOf } from './timeline-bars';
import type { Row } from './timeline-row';
import type { StackEvent } from '../../simulator/cloudformation';
import { RESOURCE_TYPE } from '../../src/contract';

const STACK = 'AWS::CloudFormation::Stack';
const KEY = 'AWS::KMS::Key';
const ALIAS = 'AWS::KMS::Alias';
const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
/** Logical id of a key of the construct. */
const GENERATION = /KeyGeneration(\d+)[0-9A-F]{8}$/;
const WORKGROUP = 'AWS::RedshiftServerless::Workgroup';
const isWindow = (type: string): boolean => type === RESOURCE_TYPE;
/** So many resources that wait get a row of their own. */
const MOST_ROWS = 12;

/** The rows of the timeline, in the order of the deployment. */
export function rowsOf(
  events: readonly StackEvent[], stackName: string, to: number, waiting: readonly string[] = [],
): Row[] {
  const idsOf = (matches: (type: string) => boolean) =>
    [...new Set(events.filter(({ type }) => matches(type)).map(({ logicalId }) => logicalId))];
  const barsFor = (logicalId: string) => barsOf(events.filter((event) => event.logicalId === logicalId), to);
  const rowsFor = (title: string, type: string): Row[] =>
    idsOf((each) => each === type).map((logicalId) => ({ title, detail: type, bars: barsFor(logicalId) }));
  const windows = idsOf(isWindow);
  const keys = idsOf((type) => type === KEY);
  const shown = [KEY, ALIAS, NAMESPACE, WORKGROUP];
  const others = idsOf((type) => type !== STACK && !shown.includes(type) && !isWindow(type));
  const apart = others.filter((logicalId) => waiting.includes(logicalId)).slice(0, MOST_ROWS);
  const together = others.filter((logicalId) => !apart.includes(logicalId));
  const typeOf = (logicalId: string) => events.find((event) => event.logicalId === logicalId)?.type ?? '';
  return [
    { title: `stack ${stackName}`, detail: STACK, bars: stackBarsOf(events, to) },
    ...(together.length === 0 ? [] : [{
      title: 'other resources',
      detail: together.length === 1 ? together[0] : `${together.length} resources`,
      bars: mergeBars(together.flatMap(barsFor)),
    }]),
    ...keys.map((logicalId): Row => {
      const generation = Number(GENERATION.exec(logicalId)?.[1] ?? NaN);
      return {
        title: Number.isNaN(generation) ? logicalId : `key generation ${generation}`,
        detail: KEY,
        bars: barsFor(logicalId),
        ...(!Number.isNaN(generation) && { generation }),
      };
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
    ...apart.map((logicalId): Row => ({ title: logicalId, detail: typeOf(logicalId), bars: barsFor(logicalId) })),
  ];
}
