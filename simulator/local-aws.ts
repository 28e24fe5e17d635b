import { VirtualClock } from './clock';
import { Credentials } from './credentials';
import { Endpoint } from './endpoint';
import { LambdaHost } from './lambda-host';
import { partitionOf } from './partition';
import { checkRequest, checkResponse, hasSchema, isOperation } from './schema-check';
import { Backup } from './services/backup';
import { CloudFormationApi } from './services/cloudformation-api';
import { Environment, USUAL_UNKNOWNS } from './services/environment';
import { EventBridge } from './services/event-bridge';
import { Iam } from './services/iam';
import { IamApi } from './services/iam-api';
import { Kms } from './services/kms';
import { Lease } from './services/lease';
import { SeededRandom } from './services/random';
import { Redshift } from './services/redshift';
import { RedshiftServerless } from './services/redshift-serverless';
import { ResponseHandler } from './services/response-urls';
import { EventBridgeScheduler } from './services/scheduler';
import { SecretsManager } from './services/secrets-manager';
import { StsApi } from './services/sts-api';
import { StepFunctionsHost } from './step-functions-host';
import { Caller, CallRecord, FaultPlan, Service, ServiceError, Unknowns } from './types';

export interface LocalAwsOptions {
  readonly account?: string;
  readonly region?: string;
  /** virtual milliseconds since 1970 */
  readonly start?: number;
  readonly seed?: number;
  readonly unknowns?: Partial<Unknowns>;
  readonly iamDelayMs?: number;
}

/** A simulated AWS account with one Region: its services, its clock and its HTTP endpoint. */
export class LocalAws {
  public static async start(options: LocalAwsOptions = {}): Promise<LocalAws> {
    const aws = new LocalAws(options);
    await aws.endpoint.start();
    return aws;
  }

  public readonly account: string;
  public readonly region: string;
  /** it follows from the Region: `aws`, `aws-cn` or `aws-us-gov` */
  public readonly partition: string;
  public readonly clock: VirtualClock;
  public readonly random: SeededRandom;
  public readonly unknowns: Unknowns;
  public readonly iam: Iam;
  public readonly kms: Kms;
  public readonly redshift: RedshiftServerless;
  public readonly lambda: LambdaHost;
  public readonly stepFunctions: StepFunctionsHost;
  public readonly scheduler: EventBridgeScheduler;
  public readonly cloudFormation: CloudFormationApi;
  public readonly eventBridge: EventBridge;
  public readonly backup: Backup;
  public readonly endpoint: Endpoint;
  /** every call, over HTTP or not, with its outcome */
  public readonly calls: CallRecord[] = [];
  public readonly administrator: Caller = { principal: 'administrator', administrator: true };
  private readonly services: ReadonlyMap<string, Service>;

  private constructor(options: LocalAwsOptions) {
    this.account = options.account ?? '111122223333';
    this.region = options.region ?? 'us-east-1';
    this.partition = partitionOf(this.region);
    this.clock = new VirtualClock(options.start);
    this.random = new SeededRandom(options.seed ?? 1);
    this.unknowns = { ...USUAL_UNKNOWNS, ...options.unknowns };
    const env: Environment = this;
    this.iam = new Iam(env, options.iamDelayMs);
    this.kms = new Kms(env, this.iam);
    const secrets = new SecretsManager(env, this.iam);
    this.redshift = new RedshiftServerless(env, this.kms, this.iam, secrets);
    this.cloudFormation = new CloudFormationApi(env, this.iam);
    this.eventBridge = new EventBridge(env, this.iam);
    this.backup = new Backup(env, this.iam);
    this.endpoint = new Endpoint(env, this.calls, (record, caller) => this.dispatch(record, caller));
    this.lambda = new LambdaHost(env, this.endpoint);
    this.stepFunctions = new StepFunctionsHost(env, this.iam, this.lambda);
    this.scheduler = new EventBridgeScheduler(env, this.iam, this.lambda);
    this.services = new Map(
      [
        this.redshift, this.kms, this.stepFunctions, this.cloudFormation, secrets, this.eventBridge, this.backup,
        new Redshift(this.iam, (arn) => this.redshift.byNamespaceArn(arn)),
        new IamApi(env, this.iam),
        new StsApi(env, this.iam, (caller, expiresAt) => this.endpoint.registerCredentials(caller, expiresAt)),
      ].map((service: Service) => [service.prefix, service]),
    );
  }

  /** Sets the plan that is called before each call over HTTP. Without a plan, there are no faults. */
  public setFaultPlan(plan?: FaultPlan): void {
    this.endpoint.faultPlan = plan;
  }

  /** So many calls a second, over all operations and callers. A call over HTTP beyond that is throttled. */
  public setRateLimit(service: string, perSecond: number): void {
    this.endpoint.rateLimits.set(service, perSecond);
  }

  /** One call without HTTP, without faults, and without virtual time passing. */
  public async call(
    caller: Caller,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const record: CallRecord = {
      at: this.clock.now(),
      service,
      operation,
      principal: caller.principal,
      input,
      outcome: 'ok',
    };
    this.calls.push(record);
    this.endpoint.rateLimits.admits(service);
    return this.dispatch(record, caller);
  }

  /** Configuration with which a real SDK client calls this account as this caller. */
  public sdkConfig(caller: Caller): { endpoint: string; region: string; credentials: Credentials } {
    return { endpoint: this.endpoint.url, region: this.region, credentials: this.endpoint.registerCredentials(caller) };
  }

  /** Runs SDK calls of a test. Virtual time passes only while they wait for a service. */
  public send<T>(work: () => Promise<T>): Promise<T> {
    const lease = this.endpoint.outside = new Lease(this.clock);
    return this.clock.run(work().finally(() => {
      lease.end();
      this.endpoint.outside = undefined;
    }));
  }

  /** Opens a pre-signed URL for the response of a custom resource. */
  public openResponse(handler: ResponseHandler): { url: string; token: string; close: () => void } {
    return this.endpoint.openResponse(handler);
  }

  /** Stops the endpoint. Throws if the simulator itself has failed. */
  public async stop(): Promise<void> {
    await this.endpoint.stop();
    const [bug] = this.endpoint.bugs;
    if (bug !== undefined) { throw bug as Error; }
  }

  private async dispatch(record: CallRecord, caller: Caller): Promise<Record<string, unknown>> {
    const { service: prefix, operation, input } = record;
    try {
      const service = this.services.get(prefix);
      if (!service) { throw new Error(`the simulator has no service ${prefix}`); }
      if (hasSchema(prefix) && !isOperation(prefix, operation)) {
        throw new ServiceError('UnknownOperationException', `the service ${prefix} has no operation ${operation}`);
      }
      checkRequest(prefix, operation, input);
      const output = await service.call(operation, input, caller);
      checkResponse(prefix, operation, output);
      return output;
    } catch (error) {
      record.outcome = error instanceof ServiceError ? error.code : 'simulator error';
      throw error;
    }
  }
}
