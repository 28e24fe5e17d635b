import type { RunningChange } from './change';
import { nameOfKey } from './key-name';
import type { Observation } from './observation';
import type { Outcome } from './outcome';
import type { Happening } from './tracker';
import { formatDuration, timeOfDay } from '../terminal/duration';
import { milestoneOf, renderBar, renderPlain, type Progress } from '../terminal/progress';
import type { Screen, Style } from '../terminal/terminal';

/** Without an estimate there is no share of it: a plain line after each of these. */
const PLAIN_EVERY_MS = 5 * 60_000;

/** Tells a person what happens: lines as it comes, and the progress of the change below them. */
export class Report {
  private readonly milestones = new Map<string, number>();

  constructor(private readonly screen: Screen) {}

  public beginning(
    stack: string, region: string, status: string, sizes: ReadonlyMap<string, number | undefined>,
  ): void {
    const { screen } = this;
    screen.cutLine(`stack ${stack} in ${region}: ${status}`, 'bold');
    for (const [name, megabytes] of sizes) {
      screen.paragraph(`namespace ${name}: ${megabytes === undefined
        ? 'the service states no size (no recovery point, or no permission for ListRecoveryPoints), so there is no '
          + 'estimate'
        : `${size(megabytes)} by its newest recovery point`}`, 2);
    }
    screen.paragraph('Times are UTC. This command only reads; ending it (Ctrl+C) stops nothing, and it can be started '
      + 'again at any time.', 2, 'dim');
    screen.line();
  }

  public happened(happening: Happening, { holding }: Observation): void {
    const { screen } = this;
    switch (happening.kind) {
      case 'event': {
        const { at, status, type, logicalId, reason } = happening.event;
        const head = `${timeOfDay(at)}  ${status.padEnd(20)} ${type}  ${logicalId}`;
        screen.cutLine(head, styleOf(status));
        if (reason !== undefined && status.endsWith('_FAILED')) { screen.paragraph(reason, 10, 'red'); }
        return;
      }
      case 'namespace': {
        const { at, namespace: { name, status, keyArn } } = happening;
        screen.cutLine(`${timeOfDay(at)}  namespace ${name} is ${status}, on ${nameOfKey(holding, keyArn)}`, 'cyan');
        return;
      }
      case 'started': {
        const { change: { namespaceName, startedAt, estimatedMs }, takenUp } = happening;
        const estimate = estimatedMs === undefined
          ? ''
          : `; it typically takes about ${formatDuration(estimatedMs)} (15 min per 8 TB, the service's typical figure)`;
        screen.paragraph(takenUp
          ? `the key of ${namespaceName} is being changed, since ${timeOfDay(startedAt)} at the earliest${estimate}`
          : `the key change of ${namespaceName} has started${estimate}`, 10);
        screen.paragraph('It cannot be cancelled, and goes on whatever happens to the deployment. Do not stop the '
          + 'executions of the waiter.', 10, 'dim');
        return;
      }
      case 'ended': {
        const { at, namespaceName, tookMs } = happening;
        const took = `after ${formatDuration(tookMs)}`;
        screen.cutLine(`${timeOfDay(at)}  the key change of ${namespaceName} has ended, ${took}`, 'cyan');
      }
    }
  }

  /** The change that is expected to take longest, and how many others run. */
  public progress(changes: readonly RunningChange[]): void {
    const left = ({ estimatedMs = 0, elapsedMs }: RunningChange) => estimatedMs - elapsedMs;
    const [slowest, ...others] = [...changes].sort((one, other) => left(other) - left(one));
    if (slowest === undefined) {
      this.screen.erase();
      return;
    }
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    if (this.screen.terminal.interactive) {
      this.screen.redraw(liveLine(slowest, more, this.screen.width));
    } else if (this.isDue(slowest)) {
      this.screen.cutLine(`${plainLine(slowest)}${more}`);
    }
  }

  public outcome({ endedWell, stackStatus, failed, namespaces, next }: Outcome): void {
    const { screen } = this;
    screen.erase();
    screen.line();
    screen.cutLine(`the stack is ${stackStatus}`, endedWell ? 'green' : 'red');
    for (const { name, status, key } of namespaces) {
      screen.cutLine(`namespace ${name} is ${status}${status === 'ABSENT' ? '' : `, on ${key}`}`);
    }
    if (failed !== undefined) { screen.paragraph(`first failure: ${failed.logicalId}: ${failed.reason}`, 0, 'red'); }
    if (next.length > 0) { screen.heading('next'); }
    for (const [index, step] of next.entries()) { screen.paragraph(`${index + 1}. ${step}`, 2); }
  }

  private isDue(change: RunningChange): boolean {
    const { namespaceName, elapsedMs, estimatedMs } = change;
    const reached = estimatedMs !== undefined && !change.longerThanTypical
      ? milestoneOf(progressOf(change, estimatedMs))
      : 100 + Math.floor(elapsedMs / PLAIN_EVERY_MS);
    if (this.milestones.get(namespaceName) === reached) { return false; }
    this.milestones.set(namespaceName, reached);
    return true;
  }
}

const size = (megabytes: number): string => (megabytes < 2 ** 20
  ? `${Math.round(megabytes / 1024 * 10) / 10} GB` : `${Math.round(megabytes / 2 ** 20 * 10) / 10} TB`);

const progressOf = ({ namespaceName, elapsedMs }: RunningChange, estimatedMs: number): Progress =>
  ({ label: namespaceName, elapsedMs, estimatedMs, state: 'running' });

/** The bar, and after it what there is room for. */
function liveLine(change: RunningChange, more: string, width: number): string {
  const { estimatedMs } = change;
  const rest = restOf(change).map((each) => ` · ${each}`).join('') + more;
  if (estimatedMs === undefined) { return plainLine(change).slice(0, width); }
  const room = width - rest.length;
  return room >= 60 ? renderBar(progressOf(change, estimatedMs), room) + rest
    : renderBar(progressOf(change, estimatedMs), width);
}

function plainLine(change: RunningChange): string {
  const { namespaceName, elapsedMs, estimatedMs } = change;
  const head = estimatedMs === undefined
    ? `  ${namespaceName}: ${formatDuration(elapsedMs)}` : renderPlain(progressOf(change, estimatedMs));
  return [head, ...restOf(change)].join(' · ');
}

function restOf({ longerThanTypical, window, nextObservationSeconds }: RunningChange): string[] {
  return [
    ...longerThanTypical ? ['longer than typical'] : [],
    window === undefined
      ? 'no deployment waits for it'
      : `${window.of > 1 ? `window ${window.number} of ${window.of}` : 'window'} has `
        + `${formatDuration(Math.floor(window.leftMs / 60_000) * 60_000)} left`,
    ...nextObservationSeconds === undefined
      ? [] : [`next observation within ${formatDuration(nextObservationSeconds * 1000)}`],
  ];
}

function styleOf(status: string): Style | undefined {
  if (status.endsWith('_FAILED')) { return 'red'; }
  if (status.includes('ROLLBACK')) { return 'yellow'; }
  return status.endsWith('_COMPLETE') ? 'green' : undefined;
}
