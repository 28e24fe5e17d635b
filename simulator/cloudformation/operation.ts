import type { Caller } from '../types';
import { GivenUp, handlerErrorCodeOf, reasonOf, ResourceFailure } from './errors';
import { isRetriable, retried } from './handler-retries';
import { CLOUDFORMATION, type StackHost } from './host';
import type { Identifiers } from './identifiers';
import type { HandlerCall, HandlerContext, Providers, ResourceProvider } from './provider';
import type { ResourceStatus, Stack, StackStatus, Version } from './stack';

/** What every operation uses. */
export interface Services {
  readonly host: StackHost;
  readonly identifiers: Identifiers;
  readonly providers: Providers;
  readonly calls: HandlerCall[];
  /** unknown: how often a handler is called again after a retriable error */
  readonly handlerRetries: number;
  /** unknown: whether a handler goes on that CloudFormation has given up on */
  readonly abandonedHandlers: 'continue' | 'stop';
  /** the value of another stack's export */
  importValue(stack: Stack, name: string): string;
}

/** How a resource's handler ended. */
export type Ending<T> =
  | { readonly kind: 'ok'; readonly made: T }
  | { readonly kind: 'failed'; readonly reason: string; readonly physicalId?: string; readonly code?: string }
  /** CloudFormation has stopped waiting */
  | { readonly kind: 'given up' };

/** The resource that a handler is called for. */
export interface Target {
  readonly logicalId: string;
  readonly type: string;
  readonly version: Version;
}

/** One operation on a stack: forward, a rollback, or a deletion. */
export class Operation {
  public readonly failedToCreate: string[] = [];
  public readonly failedToUpdate: string[] = [];
  public readonly failedToDelete: string[] = [];
  private readonly listeners = new Set<() => void>();
  private stopped = false;
  private error?: { readonly thrown: unknown };

  constructor(
    public readonly services: Services,
    public readonly stack: Stack,
    /** it is a rollback */
    public readonly rollback: boolean,
    /** a failure does not cancel the other resources in progress */
    public readonly disableRollback: boolean = false,
  ) {}

  /** Whether nothing new is started. */
  public readonly halted = (): boolean => this.stopped;

  /** CloudFormation stops waiting for what is in progress, and starts nothing new. */
  public giveUp(): void {
    this.stopped = true;
    for (const listener of [...this.listeners]) { listener(); }
    this.listeners.clear();
  }

  public provider(type: string): ResourceProvider {
    const provider = this.services.providers(type);
    if (!provider) { throw new Error(`the simulator does not support ${type}`); }
    return provider;
  }

  /** Calls a resource handler until it ends or CloudFormation gives up on it. */
  public async handle<T>(
    target: Target, work: (context: HandlerContext) => Promise<T>, initiated: (physicalId: string) => void = () => {},
  ): Promise<Ending<T>> {
    const listeners = new Set<() => void>();
    let over = false;
    const givenUp = new Promise<Ending<T>>((resolve) => {
      listeners.add(() => { over = true; resolve({ kind: 'given up' }); });
    });
    const notify = () => { for (const listener of listeners) { listener(); } };
    this.listeners.add(notify);
    let created = false;
    const context = this.context(
      target,
      () => over,
      (listener) => listeners.add(listener),
      (id) => {
        created = true;
        if (!over) { initiated(id); }
      },
    );
    const again = (error: unknown, attempt: number) =>
      !over && !created && attempt <= this.services.handlerRetries && isRetriable(handlerErrorCodeOf(error));
    const tried = retried(context, () => work(context), again);
    const worked = tried.then((made): Ending<T> => ({ kind: 'ok', made }), (error: unknown): Ending<T> => {
      if (error instanceof GivenUp) { return { kind: 'given up' }; }
      const reason = reasonOf(error, () => this.services.identifiers.uuid());
      if (reason === undefined) { throw error; }
      const physicalId = error instanceof ResourceFailure ? error.physicalId : undefined;
      return { kind: 'failed', reason, physicalId, code: handlerErrorCodeOf(error) };
    });
    try {
      return await Promise.race([worked, givenUp]);
    } catch (error) {
      // An error of the simulator itself ends the operation, and `assertSound` throws it.
      this.error ??= { thrown: error };
      this.giveUp();
      return { kind: 'failed', reason: `simulator: ${String(error)}` };
    } finally {
      this.listeners.delete(notify);
    }
  }

  /** Throws the error of the simulator itself, if there was one. */
  public assertSound(): void {
    if (this.error) { throw this.error.thrown; }
  }

  public resourceEvent(
    target: Pick<Target, 'logicalId' | 'type'>,
    status: ResourceStatus,
    physicalId?: string,
    reason?: string,
  ): void {
    this.stack.events.push({
      at: this.services.host.clock.now(),
      stackName: this.stack.name,
      ...pick(target),
      physicalId,
      status,
      reason,
    });
  }

  private context(
    target: Target,
    over: () => boolean,
    onGivenUp: (listener: () => void) => void,
    initiated: (physicalId: string) => void,
  ): HandlerContext {
    const { host, identifiers, abandonedHandlers } = this.services;
    const { roleName } = this.stack;
    const caller: Caller = roleName === undefined ? CLOUDFORMATION : { principal: roleName, administrator: false };
    return {
      host,
      identifiers,
      caller,
      authorize: (action, resource, conditions) => host.authorize(caller, action, resource, conditions),
      stackName: this.stack.name,
      stackId: this.stack.id,
      ...pick(target),
      rollback: this.rollback,
      assetFolder: (s3Key) => target.version.source.assetFolder(s3Key),
      sleep: async (seconds) => {
        await host.clock.sleep(seconds * 1000);
        if (over() && abandonedHandlers === 'stop') { throw new GivenUp(); }
      },
      initiated,
      onGivenUp,
    };
  }
}

/** Changes the status of a stack and records an event. */
export function setStatus(services: Services, stack: Stack, status: StackStatus, reason?: string): void {
  stack.status = status;
  stack.reason = reason;
  stack.events.push({
    at: services.host.clock.now(),
    stackName: stack.name,
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    reason,
  });
}

/** CloudFormation's sentence that names the failed resources. */
export function failureSentence(operation: Operation): string | undefined {
  const sentences = [
    sentence('create', operation.failedToCreate),
    sentence('update', operation.failedToUpdate),
    sentence('delete', operation.failedToDelete),
  ].filter((text) => text !== undefined);
  return sentences.length > 0 ? sentences.join('') : undefined;
}

function sentence(verb: string, logicalIds: readonly string[]): string | undefined {
  return logicalIds.length > 0
    ? `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `
    : undefined;
}

const pick = (target: Pick<Target, 'logicalId' | 'type'>) => ({ logicalId: target.logicalId, type: target.type });
