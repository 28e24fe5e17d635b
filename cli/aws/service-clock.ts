/** The part of an SDK client that a clock needs. */
interface ClientWithMiddleware {
  readonly middlewareStack: {
    add(middleware: unknown, options: { readonly step: 'deserialize'; readonly name: string }): void;
  };
}

interface Result { readonly response?: { readonly headers?: Readonly<Record<string, string>> } }
type Next = (args: unknown) => Promise<Result>;

/**
 * The time of the services, by the `Date` of their responses. The clock of the operator's machine may be wrong, and
 * times of events and executions are compared with this one.
 */
export class ServiceClock {
  private shown?: number;
  private readAt = 0;

  /** Milliseconds since 1970. Before the first response: the clock of this machine. */
  public now(): number {
    return this.shown === undefined ? Date.now() : this.shown + performance.now() - this.readAt;
  }

  /** Reads the clock from each response of a client. */
  public follow<T>(client: T): T {
    const middleware = (next: Next) => async (args: unknown): Promise<Result> => {
      const result = await next(args);
      this.read(result.response?.headers?.date);
      return result;
    };
    (client as ClientWithMiddleware).middlewareStack.add(middleware, { step: 'deserialize', name: 'serviceClock' });
    return client;
  }

  private read(date: string | undefined): void {
    const at = Date.parse(date ?? '');
    if (Number.isNaN(at)) { return; }
    this.shown = at;
    this.readAt = performance.now();
  }
}
