import { setTimeout as realSleep } from 'node:timers/promises';
import { DAY, MINUTE, SECOND, timeOfDay } from './duration';
import type { KeyChange } from './key-changes';
import { milestoneOf, renderBar, renderPlain, type Progress } from './progress';
import type { Screen, Style } from './terminal';
import type { VirtualClock } from '../simulator/clock';
import type { StackEvent } from '../simulator/cloudformation';

export interface WatchOptions {
  readonly clock: VirtualClock;
  readonly screen: Screen;
  /** what a change typically takes, in milliseconds of virtual time */
  readonly estimatedMs: number;
  readonly events: () => readonly StackEvent[];
  /** oldest first */
  readonly changes: () => readonly KeyChange[];
  /** such as `generation 2` */
  readonly nameOfKey: (keyArn: string) => string;
  /** real milliseconds that a whole change takes on the screen */
  readonly paceMs: number;
}

const FRAMES = 200;
/** Work that takes longer hangs: without our timer, the clock finds out. */
const PATIENCE_MS = 3 * DAY;

/** Looks on while virtual time runs: tells what has been completed, and draws how far a key change is. */
export class Watch {
  private timer?: number;
  private told = 0;
  private finished = 0;
  private milestone = -1;

  constructor(private readonly options: WatchOptions) {}

  /** Looks on until the work has ended, and no longer. */
  public async during<T>(work: Promise<T>): Promise<T> {
    const { clock, screen, estimatedMs } = this.options;
    const interval = Math.min(MINUTE, Math.max(SECOND, estimatedMs / FRAMES));
    const deadline = clock.now() + PATIENCE_MS;
    const tick = () => {
      this.look();
      if (clock.now() < deadline) { this.timer = clock.setTimeout(tick, interval); }
    };
    this.timer = clock.setTimeout(tick, interval);
    try {
      return await clock.run(work);
    } finally {
      clock.clearTimeout(this.timer);
      this.look();
      screen.erase();
    }
  }

  private look(): void {
    const { screen, clock, paceMs } = this.options;
    const running = this.drawChanges();
    if (running && screen.terminal.interactive && paceMs > 0) {
      // Virtual time stands still meanwhile, so that a person sees the bar move.
      void clock.hold(() => realSleep(paceMs / FRAMES));
    }
  }

  /** True while a change runs. */
  private drawChanges(): boolean {
    for (const change of this.options.changes().slice(this.finished)) {
      this.tellEvents(change.ended?.at);
      if (!change.ended) {
        this.draw(this.progressOf(change, this.options.clock.now()));
        return true;
      }
      this.end(this.progressOf(change, change.ended.at));
    }
    this.tellEvents();
    return false;
  }

  /** Tells what has happened so far, or before that moment. */
  private tellEvents(before: number = Infinity): void {
    const news = this.options.events().slice(this.told).filter(({ at }) => at < before);
    for (const event of news) { tellEvent(this.options.screen, event); }
    this.told += news.length;
  }

  private draw(progress: Progress): void {
    const { screen } = this.options;
    if (screen.terminal.interactive) {
      screen.redraw(screen.paint('cyan', renderBar(progress, screen.width)));
    } else if (milestoneOf(progress) > this.milestone) {
      this.milestone = milestoneOf(progress);
      screen.line(renderPlain(progress));
    }
  }

  private end(progress: Progress): void {
    const { screen } = this.options;
    screen.erase();
    screen.line(screen.terminal.interactive ? screen.paint('cyan', renderBar(progress, screen.width)) : renderPlain(progress));
    this.finished += 1;
    this.milestone = -1;
  }

  private progressOf(change: KeyChange, now: number): Progress {
    return {
      label: `key change to ${this.options.nameOfKey(change.wanted)}`,
      elapsedMs: now - change.from,
      estimatedMs: this.options.estimatedMs,
      state: change.ended ? 'ended' : 'running',
    };
  }
}

/** A compact line for what has ended, and for each state of the stack. */
function tellEvent(screen: Screen, { at, status, type, logicalId }: StackEvent): void {
  const stack = type === 'AWS::CloudFormation::Stack';
  if (!stack && !/_(COMPLETE|FAILED|SKIPPED)$/.test(status)) { return; }
  screen.cutLine(`  ${timeOfDay(at)}  ${status.padEnd(15)}  ${stack ? `stack ${logicalId}` : `${type}  ${logicalId}`}`, styleOf(status));
}

function styleOf(status: string): Style | undefined {
  if (status.includes('FAILED')) { return 'red'; }
  if (status.includes('ROLLBACK')) { return 'yellow'; }
  return status.endsWith('COMPLETE') ? 'green' : undefined;
}
