import { setTimeout as realSleep } from 'node:timers/promises';
import { DAY, MINUTE, SECOND, timeOfDay } from '../terminal/duration';
import type { KeyChange } from './key-changes';
import { milestoneOf, renderBar, renderPlain, type Progress } from '../terminal/progress';
import type { Screen, Style } from '../terminal/terminal';
import type { VirtualClock } from '../../simulator/clock';
import type { StackEvent } from '../../simulator/cloudformation';

export interface MonitorOptions {
  readonly clock: VirtualClock;
  readonly screen: Screen;
  /** what a change typically takes, in milliseconds of virtual time */
  readonly estimatedMs: number;
  readonly events: () => readonly StackEvent[];
  /** oldest first */
  readonly changes: () => readonly KeyChange[];
  /** such as `generation 2` */
  readonly nameOfKey: (keyArn: string) => string;
  /** real milliseconds that the progress bar of a whole change takes on the screen */
  readonly animationMs: number;
}

const FRAMES = 200;
/** Work that takes longer hangs. Without this timer, the clock detects it. */
const LONGEST_WORK_MS = 3 * DAY;

/** Follows a deployment while virtual time runs: prints what has ended, and draws the progress of a key change. */
export class DeploymentMonitor {
  private timer?: number;
  private printedEvents = 0;
  private endedChanges = 0;
  private milestone = -1;

  constructor(private readonly options: MonitorOptions) {}

  /** Follows until the work has ended. */
  public async during<T>(work: Promise<T>): Promise<T> {
    const { clock, screen, estimatedMs } = this.options;
    const interval = Math.min(MINUTE, Math.max(SECOND, estimatedMs / FRAMES));
    const deadline = clock.now() + LONGEST_WORK_MS;
    const tick = () => {
      this.update();
      if (clock.now() < deadline) { this.timer = clock.setTimeout(tick, interval); }
    };
    this.timer = clock.setTimeout(tick, interval);
    try {
      return await clock.run(work);
    } finally {
      clock.clearTimeout(this.timer);
      this.update();
      screen.erase();
    }
  }

  private update(): void {
    const { screen, clock, animationMs } = this.options;
    const isRunning = this.drawChanges();
    if (isRunning && screen.terminal.interactive && animationMs > 0) {
      // Virtual time stops meanwhile, so that a person sees the bar move.
      void clock.hold(() => realSleep(animationMs / FRAMES));
    }
  }

  /** True while a change runs. */
  private drawChanges(): boolean {
    for (const change of this.options.changes().slice(this.endedChanges)) {
      this.printEvents(change.ended?.at);
      if (!change.ended) {
        this.draw(this.progressOf(change, this.options.clock.now()));
        return true;
      }
      this.drawEnd(this.progressOf(change, change.ended.at));
    }
    this.printEvents();
    return false;
  }

  /** Prints the new events, or those of them before a moment. */
  private printEvents(before: number = Infinity): void {
    const news = this.options.events().slice(this.printedEvents).filter(({ at }) => at < before);
    for (const event of news) { printEvent(this.options.screen, event); }
    this.printedEvents += news.length;
  }

  private draw(progress: Progress): void {
    const { screen } = this.options;
    if (screen.terminal.interactive) {
      screen.redraw(this.bar(progress));
    } else if (milestoneOf(progress) > this.milestone) {
      this.milestone = milestoneOf(progress);
      screen.line(renderPlain(progress));
    }
  }

  private drawEnd(progress: Progress): void {
    const { screen } = this.options;
    screen.erase();
    screen.line(screen.terminal.interactive ? this.bar(progress) : renderPlain(progress));
    this.endedChanges += 1;
    this.milestone = -1;
  }

  private bar(progress: Progress): string {
    const { screen } = this.options;
    return screen.paint('cyan', renderBar(progress, screen.width));
  }

  private progressOf(change: KeyChange, now: number): Progress {
    return {
      label: `key change to ${this.options.nameOfKey(change.desiredKey)}`,
      elapsedMs: now - change.from,
      estimatedMs: this.options.estimatedMs,
      state: change.ended ? 'ended' : 'running',
    };
  }
}

/** Prints a line for what has ended, and for each state of the stack. */
function printEvent(screen: Screen, { at, status, type, logicalId }: StackEvent): void {
  const isStack = type === 'AWS::CloudFormation::Stack';
  if (!isStack && !/_(COMPLETE|FAILED|SKIPPED)$/.test(status)) { return; }
  const resource = isStack ? `stack ${logicalId}` : `${type}  ${logicalId}`;
  screen.cutLine(`  ${timeOfDay(at)}  ${status.padEnd(15)}  ${resource}`, styleOf(status));
}

function styleOf(status: string): Style | undefined {
  if (status.includes('FAILED')) { return 'red'; }
  if (status.includes('ROLLBACK')) { return 'yellow'; }
  return status.endsWith('COMPLETE') ? 'green' : undefined;
}
