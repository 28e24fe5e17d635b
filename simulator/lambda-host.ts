import { Endpoint } from './endpoint';
import { Environment } from './services/environment';
import { Crash, Invocation, LambdaEnvironment, LambdaError } from './services/lambda-environment';
import { ServiceError } from './types';

export { LambdaError, type Crash, type Invocation } from './services/lambda-environment';

export interface FunctionProperties {
  readonly name: string;
  readonly arn: string;
  /** folder of the unpacked asset */
  readonly folder: string;
  /** such as `index.handler` */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string>>;
  readonly roleName: string;
  /** LAM-2: older events are dropped. @default six hours */
  readonly maximumEventAgeSeconds?: number;
  readonly maximumRetryAttempts?: number;
  readonly memorySize?: number;
  /** LAM-16: how many invocations run at the same time at most. @default without limit */
  readonly reservedConcurrency?: number;
}

/** One run of a function. */
export interface InvocationRecord {
  readonly at: number;
  readonly functionArn: string;
  readonly requestId: string;
  readonly attempt: number;
  readonly cold: boolean;
  readonly payload: unknown;
  endedAt?: number;
  /** `ok`, or the type of the error */
  outcome?: string;
}

export interface LogLine {
  readonly at: number;
  readonly functionName: string;
  readonly requestId: string;
  readonly line: string;
}

const COLD_START_MS = 300;
const WARM_START_MS = 100;
const RETRY_AFTER_MS = [60_000, 120_000];
/** LAM-16: a throttled asynchronous event is tried again after one second, then less and less often. */
const FIRST_THROTTLED_RETRY_MS = 1000;
const LAST_THROTTLED_RETRY_MS = 5 * 60_000;
const DEFAULT_EVENT_AGE_SECONDS = 6 * 3600;

/** AWS Lambda. Runs the real code of a function on virtual time. */
export class LambdaHost {
  /** Returns where an invocation crashes. Undefined: it does not crash. */
  public crashPlan?: (invocation: Invocation) => Crash | undefined;
  /** Returns whether a synchronous invocation is throttled. */
  public throttlePlan?: (invocation: Invocation) => boolean;
  public readonly invocations: InvocationRecord[] = [];
  public readonly logLines: LogLine[] = [];
  private readonly functions = new Map<string, FunctionProperties>();
  private readonly environments = new Map<string, LambdaEnvironment[]>();
  private started = 0;

  constructor(private readonly env: Environment, private readonly endpoint: Endpoint) {}

  public createFunction(properties: FunctionProperties): void {
    this.functions.set(properties.arn, properties);
    this.environments.set(properties.arn, []);
  }

  /** Invocations in progress keep the properties that they started with. */
  public updateFunction(properties: FunctionProperties): void {
    this.find(properties.arn);
    this.createFunction(properties);
  }

  public deleteFunction(arn: string): void {
    this.functions.delete(arn);
    this.environments.delete(arn);
  }

  public function(arn: string): FunctionProperties | undefined {
    return this.functions.get(arn);
  }

  /** Everything that a function has logged, in order. */
  public logs(functionName?: string): string[] {
    return this.logLines
      .filter((line) => functionName === undefined || line.functionName === functionName)
      .map(({ line }) => line);
  }

  /** Runs a function and returns its result. Throws a LambdaError. Must not be awaited inside `hold` of the clock. */
  public async invokeSync(arn: string, payload: unknown): Promise<unknown> {
    const target = this.find(arn);
    if (this.throttlePlan?.({ functionArn: arn, payload, attempt: 1 }) || this.isAtLimit(target)) {
      throw new LambdaError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    return this.attempt(target, copy(payload), this.env.random.uuid(), 1);
  }

  /**
   * Puts an event into a function's queue.
   * LAM-1: an event that ends in an error is delivered again, one and two minutes later.
   */
  public invokeAsync(arn: string, payload: unknown): void {
    this.find(arn);
    this.queue(arn, copy(payload), this.env.random.uuid(), 1, this.env.clock.now(), 0);
  }

  private queue(
    arn: string,
    payload: unknown,
    requestId: string,
    attempt: number,
    since: number,
    delayMs: number,
    throttledMs: number = FIRST_THROTTLED_RETRY_MS,
  ): void {
    this.env.clock.setTimeout(() => {
      const target = this.functions.get(arn);
      if (!target) { return; }
      const age = this.env.clock.now() - since;
      if (age > (target.maximumEventAgeSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000) { return; }
      if (this.isAtLimit(target)) {
        const next = Math.min(2 * throttledMs, LAST_THROTTLED_RETRY_MS);
        return this.queue(arn, payload, requestId, attempt, since, throttledMs, next);
      }
      this.attempt(target, payload, requestId, attempt).catch(() => {
        const again = RETRY_AFTER_MS[attempt - 1];
        if (again === undefined || attempt > (target.maximumRetryAttempts ?? 2)) { return; }
        this.queue(arn, payload, requestId, attempt + 1, since, again);
      });
    }, delayMs);
  }

  private async attempt(
    target: FunctionProperties,
    payload: unknown,
    requestId: string,
    attempt: number,
  ): Promise<unknown> {
    const environment = this.freeEnvironment(target);
    const record: InvocationRecord = {
      at: this.env.clock.now(), functionArn: target.arn, requestId, attempt, cold: environment.cold, payload,
    };
    this.invocations.push(record);
    try {
      const result = await environment.invoke({
        payload: copy(payload),
        requestId,
        startMs: environment.cold ? COLD_START_MS : WARM_START_MS,
        timeoutMs: target.timeoutSeconds * 1000,
        crash: this.crashPlan?.({ functionArn: target.arn, payload, attempt }),
      });
      record.outcome = 'ok';
      return result;
    } catch (error) {
      record.outcome = error instanceof LambdaError ? error.errorType : 'simulator error';
      if (!(error instanceof LambdaError)) { this.endpoint.bugs.push(error); }
      throw error;
    } finally {
      record.endedAt = this.env.clock.now();
      if (!environment.alive) {
        this.environments.set(
          target.arn,
          (this.environments.get(target.arn) ?? []).filter((each) => each !== environment),
        );
      }
    }
  }

  private isAtLimit({ arn, reservedConcurrency }: FunctionProperties): boolean {
    const running = (this.environments.get(arn) ?? []).filter(({ busy }) => busy).length;
    return reservedConcurrency !== undefined && running >= reservedConcurrency;
  }

  /** As on Lambda, an environment runs one invocation at a time. */
  private freeEnvironment(target: FunctionProperties): LambdaEnvironment {
    const pool = this.environments.get(target.arn) ?? [];
    const free = pool.find((environment) => !environment.busy && environment.alive);
    if (free) { return free; }
    const id = `${target.name}/${this.started += 1}`;
    const environment = new LambdaEnvironment({
      id,
      clock: this.env.clock,
      folder: target.folder,
      handler: target.handler,
      functionName: target.name,
      functionArn: target.arn,
      memorySize: target.memorySize ?? 128,
      env: this.variables(target),
      log: (requestId, line) =>
        this.logLines.push({ at: this.env.clock.now(), functionName: target.name, requestId, line }),
    });
    this.endpoint.openGate(id, environment);
    pool.push(environment);
    return environment;
  }

  /** Environment variables of the code. Nothing of this machine is among them. */
  private variables(target: FunctionProperties): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.endpoint.registerCredentials({
      principal: target.roleName,
      administrator: false,
    });
    return {
      AWS_REGION: this.env.region,
      AWS_DEFAULT_REGION: this.env.region,
      AWS_ENDPOINT_URL: this.endpoint.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_LAMBDA_FUNCTION_NAME: target.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(target.memorySize ?? 128),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: target.folder,
      _HANDLER: target.handler,
      TZ: ':UTC',
      ...target.env,
    };
  }

  private find(arn: string): FunctionProperties {
    const target = this.functions.get(arn);
    if (!target) { throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404); }
    return target;
  }
}

/** Events and results are passed as JSON. */
function copy(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value)) as unknown;
}
