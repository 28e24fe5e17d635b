import type { StackEvent } from '../../simulator/cloudformation';
import { formatDuration } from '../terminal/duration';

/** One operation of CloudFormation, from IN_PROGRESS to its end. */
export interface Bar {
  /** virtual milliseconds since 1970 */
  readonly from: number;
  readonly to: number;
  readonly outcome: 'complete' | 'failed' | 'running';
  /** such as `update: 45 min 4 s` */
  readonly text: string;
  /** the same where there is little room */
  readonly short: string;
}

const STATUS = /^(CREATE|UPDATE|DELETE|ROLLBACK|UPDATE_ROLLBACK)_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$/;

/** The operations on one resource, from its events in order. */
export function barsOf(events: readonly StackEvent[], until: number): Bar[] {
  const bars: Bar[] = [];
  let open: { readonly verb: string; readonly from: number } | undefined;
  for (const { at, status } of events) {
    const [, verb, phase] = STATUS.exec(status) ?? [];
    if (phase === 'IN_PROGRESS') {
      // A second IN_PROGRESS says that the creation of the physical resource has started.
      if (open?.verb !== verb) { open = { verb, from: at }; }
    } else if (open) {
      bars.push(bar(open.verb, open.from, at, phase === 'FAILED' ? 'failed' : 'complete'));
      open = undefined;
    }
  }
  return open ? [...bars, bar(open.verb, open.from, until, 'running')] : bars;
}

/** The phases of the stack: each lasts until the next one starts. */
export function stackBarsOf(events: readonly StackEvent[], until: number): Bar[] {
  const phases = events.filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  return phases.flatMap(({ at, status }, index) => {
    const next = phases[index + 1];
    const [, verb, phase] = STATUS.exec(status) ?? [];
    if (phase !== 'IN_PROGRESS') { return []; }
    const rolledBack = next?.status.includes('ROLLBACK_IN_PROGRESS') && !verb.includes('ROLLBACK');
    const outcome = !next ? 'running' : rolledBack || next.status.endsWith('_FAILED') ? 'failed' : 'complete';
    return [bar(verb, at, next?.at ?? until, outcome)];
  });
}

function bar(verb: string, from: number, to: number, outcome: Bar['outcome']): Bar {
  const name = verb.includes('ROLLBACK') ? 'rollback' : verb.toLowerCase();
  const duration = formatDuration(to - from);
  const text = {
    complete: `${name}: ${duration}`,
    failed: `${name} failed after ${duration}`,
    running: `${name}: ${duration} so far`,
  }[outcome];
  const failed = name === 'rollback' ? 'rollback failed' : `failed after ${duration}`;
  return { from, to, outcome, text, short: outcome === 'failed' ? failed : duration };
}

/** Joins bars that overlap or touch: the operations on many resources, as one row. */
export function mergeBars(bars: readonly Bar[]): Bar[] {
  const merged: Bar[] = [];
  for (const each of [...bars].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && each.from <= last.to) {
      const worst = worstOf(last, each);
      merged[merged.length - 1] = bar(verbOf(worst), last.from, Math.max(last.to, each.to), worst.outcome);
    } else {
      merged.push(each);
    }
  }
  return merged;
}

function worstOf(...bars: [Bar, Bar]): Bar {
  const withOutcome = (outcome: Bar['outcome']) => bars.find((each) => each.outcome === outcome);
  return withOutcome('failed') ?? withOutcome('running') ?? bars[0];
}

const verbOf = ({ text }: Bar): string => text.split(/[ :]/)[0];
