import { barsOf, mergeBars, stackBarsOf, type Bar } from './timeline-bars';
import type { StackEvent } from '../simulator/cloudformation';
import type { NamespaceMoment } from '../simulator/services/namespace';

/** A stretch of virtual time that is drawn to a scale of its own. */
export interface Panel {
  readonly kind: 'create' | 'change' | 'afterwards';
  readonly title: string;
  /** below the title */
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

/** One line of the upper lane. */
export interface Row {
  readonly title: string;
  readonly detail: string;
  readonly bars: readonly Bar[];
  /** the key generation that it stands for */
  readonly generation?: number;
  /** UpdateNamespace comes from here */
  readonly calls?: boolean;
}

/** A stretch of the lower lane. */
export interface Band { readonly from: number; readonly to: number; readonly value: string }

/** What the picture shows, whatever it looks like. */
export interface Timeline {
  readonly title: string;
  readonly subtitle: string;
  readonly failed: boolean;
  readonly namespaceName: string;
  readonly panels: readonly Panel[];
  readonly rows: readonly Row[];
  readonly status: readonly Band[];
  /** `generation 1`, `generation 2` … */
  readonly keys: readonly Band[];
  /** when UpdateNamespace was sent, accepted or not */
  readonly asks: readonly number[];
}

export interface TimelineInput {
  readonly title: string;
  readonly subtitle: string;
  readonly failed: boolean;
  readonly namespaceName: string;
  readonly stackName: string;
  readonly panels: readonly Panel[];
  readonly events: readonly StackEvent[];
  readonly history: readonly NamespaceMoment[];
  readonly asks: readonly number[];
  readonly generationOf: (keyArn: string) => number | undefined;
}

const PREFIX = 'AWS::RedshiftServerless::';

/** Makes a timeline of what CloudFormation and the namespace went through. */
export function timelineOf(input: TimelineInput): Timeline {
  const { title, subtitle, failed, namespaceName, panels, asks, generationOf } = input;
  const to = panels.at(-1)?.to ?? 0;
  const history = input.history.filter((moment) => moment.namespaceName === namespaceName);
  const keyOf = ({ kmsKeyArn }: NamespaceMoment) => {
    const generation = kmsKeyArn === undefined ? undefined : generationOf(kmsKeyArn);
    return generation === undefined ? 'another key' : `generation ${generation}`;
  };
  return {
    title,
    subtitle,
    failed,
    namespaceName,
    panels,
    asks,
    rows: rowsOf(input, to),
    status: bandsOf(history, to, ({ status }) => status),
    keys: bandsOf(history, to, keyOf),
  };
}

function rowsOf({ events, stackName }: TimelineInput, to: number): Row[] {
  const of = (type: string) => [...new Set(events.filter((event) => event.type === type).map(({ logicalId }) => logicalId))];
  const resource = (logicalId: string) => barsOf(events.filter((event) => event.logicalId === logicalId), to);
  const isWindow = (type: string) => type.startsWith('Custom::');
  const windows = [...new Set(events.filter(({ type }) => isWindow(type)).map(({ logicalId }) => logicalId))];
  const known = ['AWS::CloudFormation::Stack', 'AWS::KMS::Key', 'AWS::KMS::Alias', `${PREFIX}Namespace`, `${PREFIX}Workgroup`];
  const others = [...new Set(events.filter(({ type }) => !known.includes(type) && !isWindow(type)).map(({ logicalId }) => logicalId))];
  return [
    { title: `stack ${stackName}`, detail: 'AWS::CloudFormation::Stack', bars: stackBarsOf(events, to) },
    { title: 'function, waiter, roles, logs', detail: `${others.length} fixed resources`, bars: mergeBars(others.flatMap(resource)) },
    ...of('AWS::KMS::Key').map((logicalId, index) => ({ title: `key generation ${index + 1}`, detail: 'AWS::KMS::Key', bars: resource(logicalId), generation: index + 1 })),
    ...windows.map((logicalId, index) => ({
      title: windows.length > 1 ? `key change window ${index + 1}` : 'key change window', detail: 'custom resource', bars: resource(logicalId), calls: true,
    })),
    ...of('AWS::KMS::Alias').map((logicalId) => ({ title: 'alias of the active key', detail: 'AWS::KMS::Alias', bars: resource(logicalId) })),
    ...of(`${PREFIX}Namespace`).map((logicalId) => ({ title: 'namespace', detail: `${PREFIX}Namespace`, bars: resource(logicalId) })),
    ...of(`${PREFIX}Workgroup`).map((logicalId) => ({ title: 'workgroup', detail: `${PREFIX}Workgroup`, bars: resource(logicalId) })),
  ];
}

/** Neighbours of the same value are one band. */
function bandsOf(history: readonly NamespaceMoment[], to: number, valueOf: (moment: NamespaceMoment) => string): Band[] {
  const turns = history.filter((moment, index) => index === 0 || valueOf(moment) !== valueOf(history[index - 1]));
  return turns.map((moment, index) => ({ from: moment.at, to: turns[index + 1]?.at ?? to, value: valueOf(moment) }));
}
