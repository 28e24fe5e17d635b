import { rowsOf } from './timeline-contents';
import type { Row } from './timeline-row';
import type { StackEvent } from '../../simulator/cloudformation';
import type { NamespaceMoment } from '../../simulator/services/namespace';

/** A period of virtual time that is drawn on a scale of its own. */
export interface Panel {
  readonly kind: 'create' | 'change' | 'afterwards';
  readonly title: string;
  /** below the title */
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

/** A period of the lower lane. */
export interface Band { readonly from: number; readonly to: number; readonly value: string }

/** What the picture shows, apart from how it is drawn. */
export interface Timeline {
  readonly title: string;
  readonly subtitle: string;
  readonly failed: boolean;
  readonly panels: readonly Panel[];
  readonly rows: readonly Row[];
  readonly status: readonly Band[];
  /** `generation 1`, `generation 2`, or another name of the key */
  readonly keys: readonly Band[];
  /** when UpdateNamespace was sent, accepted or not */
  readonly updatesSent: readonly number[];
  /** what the axis counts. @default virtual time (UTC) */
  readonly clock?: string;
  /** what a mark in updatesSent says. @default UpdateNamespace */
  readonly updateLabel?: string;
}

export interface TimelineInput extends Pick<Timeline, 'title' | 'subtitle' | 'failed' | 'panels' | 'updatesSent'> {
  /** the namespace of the lower lane */
  readonly namespaceName: string;
  readonly stackName: string;
  readonly events: readonly StackEvent[];
  readonly history: readonly NamespaceMoment[];
  /** logical ids of what waits for a key change */
  readonly waiting?: readonly string[];
  readonly nameOfKey: (keyArn: string) => string | undefined;
}

/** Makes a timeline from the events of the stack and the history of the namespace. */
export function timelineOf(input: TimelineInput): Timeline {
  const { title, subtitle, failed, namespaceName, panels, updatesSent, nameOfKey } = input;
  const to = panels.at(-1)?.to ?? 0;
  const history = input.history.filter((moment) => moment.namespaceName === namespaceName);
  const keyOf = ({ kmsKeyArn }: NamespaceMoment) =>
    kmsKeyArn === undefined ? 'AWS-owned key' : nameOfKey(kmsKeyArn) ?? 'another key';
  return {
    title,
    subtitle,
    failed,
    panels,
    updatesSent,
    rows: rowsOf(input.events, input.stackName, to, input.waiting),
    status: bandsOf(history, to, ({ status }) => status),
    keys: bandsOf(history, to, keyOf),
  };
}

/** Successive moments of the same value are one band. */
function bandsOf(
  history: readonly NamespaceMoment[], to: number, valueOf: (moment: NamespaceMoment) => string,
): Band[] {
  const changes = history.filter((moment, index) => index === 0 || valueOf(moment) !== valueOf(history[index - 1]));
  return changes.map((moment, index) => ({
    from: moment.at, to: changes[index + 1]?.at ?? to, value: valueOf(moment),
  }));
}
