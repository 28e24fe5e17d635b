import { ServiceError } from '../types';
import { ResourceFailure } from './errors';
import { isRecord, type Json, type ResponseOutcome } from './host';
import type { HandlerContext, Made, ResourceProvider } from './provider';

/** What CloudFormation sends to a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: Json;
  readonly OldResourceProperties?: Json;
}

/** An event as it was sent. */
export interface SentRequest {
  readonly at: number;
  readonly event: CustomResourceEvent;
}

/** A PUT to a ResponseURL. */
export interface ReceivedResponse {
  readonly requestId: string;
  readonly at: number;
  readonly body: string;
  /** false: CloudFormation ignored it, because it was late, repeated or lost */
  readonly counted: boolean;
}

/** How an event is delivered: how many times, or after which delays (ms). */
export type Delivery = (event: CustomResourceEvent) => number | readonly number[];

/** The fault of the n-th PUT of a response: an HTTP status, or no HTTP response. Undefined: no fault. */
export type ResponseFault = (event: CustomResourceEvent, put: number) => ResponseOutcome | undefined;

// CFN-6: a response has at most 4096 bytes.
const MAXIMUM_RESPONSE_BYTES = 4096;
// AWS::CloudFormation::CustomResource: a physical id has at most 1 KB.
const MAXIMUM_PHYSICAL_ID_BYTES = 1024;
// CFN-5: a custom resource may take 3600 s at most, which is also the default.
const DEFAULT_TIMEOUT_SECONDS = 3600;

type Result = { readonly ok: true; readonly made: Made } | { readonly ok: false; readonly failure: ResourceFailure };

/** CloudFormation's side of the custom resource protocol. */
export class CustomResourceProvider implements ResourceProvider {
  public readonly replacementProperties: readonly string[] = [];
  public readonly attributes = 'any';
  public readonly scalarsAsStrings = true;
  public readonly requests: SentRequest[] = [];
  public readonly responses: ReceivedResponse[] = [];
  /** how events are delivered. @default once, without delay */
  public delivery?: Delivery;
  /** the faults of PUTs to a ResponseURL */
  public responseFault?: ResponseFault;
  private readonly open: (() => void)[] = [];

  public inventPhysicalId(context: HandlerContext): string {
    return context.identifiers.name(context.stackName, context.logicalId);
  }

  public validationError(properties: Json, previous?: Json): string | undefined {
    const { ServiceToken: token, ServiceTimeout: timeout = DEFAULT_TIMEOUT_SECONDS } = properties;
    if (typeof token !== 'string') {
      return 'Properties validation failed for resource with message: required key [ServiceToken] not found';
    }
    // CFN-11: a ServiceToken cannot change in a deployed stack.
    if (previous !== undefined && token !== previous.ServiceToken) { return 'Modifying service token is not allowed.'; }
    const seconds = Number(timeout);
    const valid = Number.isInteger(seconds) && seconds >= 1 && seconds <= DEFAULT_TIMEOUT_SECONDS;
    return valid
      ? undefined
      : `Invalid ServiceTimeout value: ${String(timeout)}. It must be an integer between 1 and 3600`;
  }

  public async create(context: HandlerContext, properties: Json): Promise<Made> {
    return this.exchange(context, { RequestType: 'Create', ResourceProperties: properties });
  }

  public async update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made> {
    const about = { PhysicalResourceId: physicalId, ResourceProperties: properties, OldResourceProperties: previous };
    return this.exchange(context, { RequestType: 'Update', ...about });
  }

  public async delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void> {
    await this.exchange(context, {
      RequestType: 'Delete',
      PhysicalResourceId: physicalId,
      ResourceProperties: properties,
    });
  }

  /** Closes every ResponseURL. Until then, late responses are accepted and ignored. */
  public close(): void {
    for (const close of this.open.splice(0)) { close(); }
  }

  private async exchange(
    context: HandlerContext,
    about: Pick<
      CustomResourceEvent,
      'RequestType' | 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'
    >,
  ): Promise<Made> {
    const { ServiceToken: token, ServiceTimeout: timeout = DEFAULT_TIMEOUT_SECONDS } = about.ResourceProperties;
    const { clock } = context.host;
    const requestId = context.identifiers.uuid();
    return new Promise<Made>((resolve, reject) => {
      let listening = true;
      const stop = () => { listening = false; clock.clearTimeout(timer); };
      const timer = clock.setTimeout(
        () => {
          stop();
          reject(
            new ResourceFailure(
              'CloudFormation did not receive a response from your Custom Resource. Please check your logs for '
                + `requestId [${requestId}]. If you are using the Python cfn-response module, you may need to `
                + 'update your Lambda function so that CloudFormation can attach the updated version.',
            ),
          );
        },
        Number(timeout) * 1000,
      );
      context.onGivenUp(stop);
      let puts = 0;
      const opened = context.host.openResponse((body) => {
        puts += 1;
        const fault = this.responseFault?.(event, puts);
        this.responses.push({ requestId, at: clock.now(), body, counted: listening && fault === undefined });
        if (fault !== undefined) { return fault; }
        if (listening) {
          stop();
          const read = readResponse(body, event);
          if (read.ok) {
            resolve(read.made);
          } else {
            reject(read.failure);
          }
        }
        // S3 accepts any body. Only CloudFormation reads it.
        return 200;
      });
      this.open.push(() => opened.close());
      const { stackId: StackId, logicalId: LogicalResourceId, type: ResourceType } = context;
      const event: CustomResourceEvent = {
        RequestId: requestId,
        ResponseURL: opened.url,
        StackId,
        LogicalResourceId,
        ResourceType,
        ...about,
      };
      this.requests.push({ at: clock.now(), event });
      this.deliver(context, String(token), event).catch((error: unknown) => { stop(); reject(error); });
    });
  }

  private async deliver(context: HandlerContext, token: string, event: CustomResourceEvent): Promise<void> {
    // LAM-1: an event may be delivered again.
    const plan = this.delivery?.(event) ?? 1;
    const delays = typeof plan === 'number' ? new Array<number>(plan).fill(0) : plan;
    const invoke = async () => {
      try {
        context.authorize('lambda:InvokeFunction', token);
        await context.host.lambda.invokeAsync(token, event);
      } catch (error) {
        throw error instanceof ServiceError ? new ResourceFailure(error.message) : error;
      }
    };
    for (const delay of delays) {
      if (delay > 0) {
        context.host.clock.setTimeout(() => { invoke().catch(() => {}); }, delay);
      } else {
        await invoke();
      }
    }
  }
}

function readResponse(body: string, event: CustomResourceEvent): Result {
  const invalid = (reason: string): Result => ({
    ok: false,
    failure: new ResourceFailure(reason, event.PhysicalResourceId),
  });
  if (Buffer.byteLength(body) > MAXIMUM_RESPONSE_BYTES) { return invalid('Response object is too long.'); }
  const response = parse(body);
  if (!response) { return invalid('Response is not valid JSON'); }
  const { Status: status, PhysicalResourceId: physicalId } = response;
  if (status !== 'SUCCESS' && status !== 'FAILED') { return invalid('Invalid Status'); }
  for (const key of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (response[key] !== event[key]) { return invalid(`Invalid ${key}`); }
  }
  // A Delete keeps the physical id.
  const kept = event.RequestType === 'Delete' ? event.PhysicalResourceId : undefined;
  if (!isPhysicalId(physicalId) || (kept !== undefined && physicalId !== kept)) {
    return invalid('Invalid PhysicalResourceId');
  }
  if (status === 'FAILED') {
    const message = typeof response.Reason === 'string' ? response.Reason : '';
    return {
      ok: false,
      failure: new ResourceFailure(
        `Received response status [FAILED] from custom resource. Message returned: ${message} (RequestId: `
          + `${event.RequestId})`,
        physicalId,
      ),
    };
  }
  const data = response.Data ?? {};
  if (!isRecord(data)) { return invalid('Invalid Data'); }
  return {
    ok: true,
    made: { physicalId, attributes: data, noEcho: response.NoEcho === true || response.NoEcho === 'true' },
  };
}

function isPhysicalId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAXIMUM_PHYSICAL_ID_BYTES;
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
