import { runningChange, type RunningChange } from './change';
import type { NamespaceState, Observation, WatchedEvent } from './observation';
import { isBusy } from './operation';
import { outcomeOf, type Outcome } from './outcome';

/** What happened between two observations. */
export type Happening =
  | { readonly kind: 'event'; readonly event: WatchedEvent }
  /** the status or the key of a namespace is another one */
  | { readonly kind: 'namespace'; readonly at: number; readonly namespace: NamespaceState }
  | { readonly kind: 'started'; readonly change: RunningChange; readonly takenUp: boolean }
  | { readonly kind: 'ended'; readonly at: number; readonly namespaceName: string; readonly tookMs: number };

/** A state of a namespace, and when it was first seen. */
export interface Moment extends NamespaceState { readonly at: number }

/** An observation of AVAILABLE may be stale (API-8), so one alone ends nothing. */
const SETTLED_AFTER = 2;

/** Follows a stack from observation to observation. Pure, apart from what it remembers. */
export class Tracker {
  public readonly moments: Moment[] = [];
  public readonly changes: { readonly namespaceName: string; readonly startedAt: number }[] = [];
  public running: readonly RunningChange[] = [];
  public latest?: Observation;
  private readonly toldEvents = new Set<string>();
  private quiet = 0;

  /** @param estimate what a change of this namespace typically takes, in milliseconds */
  constructor(
    private readonly stackName: string, private readonly estimate: (namespaceName: string) => number | undefined,
  ) {}

  /** Takes an observation, and tells what is new in it. */
  public take(observation: Observation): Happening[] {
    const before = this.latest;
    if (before === undefined && !isBusy(observation.stackStatus)) {
      // The last deployment has ended: its events are no news.
      for (const { id } of observation.events) { this.toldEvents.add(id); }
    }
    const happenings: Happening[] = [
      ...this.newEvents(observation), ...this.newStates(observation, before), ...this.newChanges(observation, before),
    ];
    this.latest = observation;
    this.quiet = this.isQuiet(observation) ? this.quiet + 1 : 0;
    return happenings;
  }

  /** Nothing runs, and has not run for long enough to believe it. */
  public get isSettled(): boolean {
    return this.quiet >= SETTLED_AFTER;
  }

  public get outcome(): Outcome {
    return outcomeOf(this.latest!, this.stackName);
  }

  private isQuiet({ stackStatus }: Observation): boolean {
    return !isBusy(stackStatus) && this.running.length === 0;
  }

  private newEvents({ events }: Observation): Happening[] {
    return events.filter(({ id }) => !this.toldEvents.has(id)).map((event) => {
      this.toldEvents.add(event.id);
      return { kind: 'event', event };
    });
  }

  private newStates({ at, namespaces }: Observation, before?: Observation): Happening[] {
    return namespaces.filter((namespace) => {
      const last = before?.namespaces.find(({ name }) => name === namespace.name);
      return last?.status !== namespace.status || last.keyArn !== namespace.keyArn;
    }).map((namespace) => {
      this.moments.push({ at, ...namespace });
      return { kind: 'namespace', at, namespace };
    });
  }

  private newChanges(observation: Observation, before?: Observation): Happening[] {
    const started: Happening[] = [];
    const ran = new Map(this.running.map((change) => [change.namespaceName, change]));
    this.running = observation.namespaces.flatMap((namespace) => {
      const last = before?.namespaces.find(({ name }) => name === namespace.name);
      // On another key a change has ended, even if the next one runs already.
      const known = last?.keyArn === namespace.keyArn ? ran.get(namespace.name)?.startedAt : undefined;
      const change = runningChange(observation, namespace, this.estimate(namespace.name), before, known);
      if (change === undefined) { return []; }
      if (known !== undefined) {
        ran.delete(namespace.name);
      } else {
        this.changes.push(change);
        started.push({ kind: 'started', change, takenUp: before === undefined });
      }
      return [change];
    });
    const { at } = observation;
    const ended = [...ran.values()].map(({ namespaceName, startedAt }): Happening =>
      ({ kind: 'ended', at, namespaceName, tookMs: at - startedAt }));
    return [...ended, ...started];
  }
}
