import { VirtualClock } from '../clock';
import { CallGate } from '../endpoint';
import { Handler, LambdaSandbox } from './lambda-sandbox';
import { Lease } from './lease';

/** The invocation that a plan is called for. */
export interface Invocation { readonly functionArn: string; readonly payload: unknown; readonly attempt: number }

/** Where an invocation crashes: before its code runs, or before or after its n-th HTTP call (from 1). */
export type Crash =
  | { readonly when: 'before' }
  | { readonly when: 'beforeCall' | 'afterCall'; readonly call: number };

/** The error that Lambda returns for a function that failed. */
export class LambdaError extends Error {
  constructor(
    public readonly errorType: string,
    public readonly errorMessage: string,
    public readonly trace: readonly string[] = [],
  ) {
    super(errorMessage);
    this.name = errorType;
  }
}

export interface EnvironmentOptions {
  readonly id: string;
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySize: number;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (requestId: string, line: string) => void;
}

export interface Run {
  readonly payload: unknown;
  readonly requestId: string;
  readonly startMs: number;
  readonly timeoutMs: number;
  readonly crash?: Crash;
}

/** An execution environment of a function. It is cold, then warm, and ends with a crash or a timeout. */
export class LambdaEnvironment implements CallGate {
  public busy = false;
  private readonly sandbox: LambdaSandbox;
  private onCrash?: (error: LambdaError) => void;
  private handler?: Handler;
  private run?: Run;
  private calls = 0;

  constructor(private readonly options: EnvironmentOptions) {
    this.sandbox = new LambdaSandbox({
      id: options.id,
      clock: options.clock,
      folder: options.folder,
      handler: options.handler,
      env: options.env,
      log: (line) => this.log(line),
      exit: (status) => this.kill(this.exitError(status)),
    });
  }

  public get alive(): boolean {
    return this.sandbox.alive;
  }

  public get cold(): boolean {
    return this.handler === undefined;
  }

  /** Runs the code. Virtual time stands still while the code works, and runs while it waits. */
  public async invoke(run: Run): Promise<unknown> {
    const { clock } = this.options;
    this.busy = true;
    this.run = run;
    this.calls = 0;
    const lease = this.sandbox.lease = new Lease(clock);
    const crashed = new Promise<never>((_resolve, reject) => { this.onCrash = reject; });
    crashed.catch(() => undefined);
    let timer: number | undefined;
    try {
      await lease.sleep(run.startMs);
      if (run.crash?.when === 'before') { this.kill(this.exitError(1)); }
      const deadline = clock.now() + run.timeoutMs;
      timer = clock.setTimeout(() => this.kill(this.timeoutError(run)), run.timeoutMs);
      return await Promise.race([crashed, this.carryOut(run, deadline)]);
    } finally {
      clock.clearTimeout(timer);
      lease.end();
      this.busy = false;
    }
  }

  public before(): boolean {
    this.calls += 1;
    this.crashAt('beforeCall');
    return this.alive;
  }

  public after(): boolean {
    this.crashAt('afterCall');
    return this.alive;
  }

  public waiting(until: Promise<unknown>): void {
    void this.sandbox.lease?.waitFor(until);
  }

  private async carryOut(run: Run, deadline: number): Promise<unknown> {
    // After a crash, the environment runs nothing.
    if (!this.alive) { return new Promise(() => undefined); }
    try {
      this.handler ??= this.sandbox.load();
      const result = await this.handler(run.payload, this.context(run, deadline));
      return result === undefined ? null : JSON.parse(JSON.stringify(result)) as unknown;
    } catch (error) {
      const failed = lambdaError(error);
      const { errorType, errorMessage, trace } = failed;
      this.log(`ERROR\tInvoke Error\t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
      throw failed;
    }
  }

  private context(run: Run, deadline: number): Record<string, unknown> {
    const { clock, functionName, functionArn, memorySize } = this.options;
    return {
      awsRequestId: run.requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: functionArn,
      memoryLimitInMB: String(memorySize),
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: `[$LATEST]${this.options.id}`,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
    };
  }

  private crashAt(when: 'beforeCall' | 'afterCall'): void {
    const crash = this.run?.crash;
    if (this.busy && crash?.when === when && crash.call === this.calls) { this.kill(this.exitError(1)); }
  }

  private kill(error: LambdaError): void {
    if (!this.alive) { return; }
    this.log(error.errorMessage);
    this.sandbox.alive = false;
    this.onCrash?.(error);
  }

  private log(line: string): void {
    if (this.alive) { this.options.log(this.run?.requestId ?? '', line); }
  }

  private exitError(status: number): LambdaError {
    return new LambdaError(
      'Runtime.ExitError',
      `RequestId: ${this.run?.requestId} Error: Runtime exited with error: exit status ${status}`,
    );
  }

  private timeoutError(run: Run): LambdaError {
    return new LambdaError(
      'Sandbox.Timedout',
      `RequestId: ${run.requestId} Error: Task timed out after ${(run.timeoutMs / 1000).toFixed(2)} seconds`,
    );
  }
}

function lambdaError(error: unknown): LambdaError {
  // Not `instanceof Error`: the code of the function may run in another realm.
  const { name, message, stack } = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    message?: unknown;
    stack?: unknown;
  };
  return new LambdaError(
    typeof name === 'string' ? name : typeof error,
    typeof message === 'string' ? message : String(error),
    typeof stack === 'string' ? stack.split('\n') : [],
  );
}
