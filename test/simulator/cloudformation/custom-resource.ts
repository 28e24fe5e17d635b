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
export interface Answer {
  readonly requestId: string;
  readonly at: number;
  readonly body: string;
  /** false: it came late or again, and nobody listened */
  readonly counted: boolean;
}

/** How an event is delivered: how many times, or after which delays (ms) each. */
export type Delivery = (event: CustomResourceEvent) => number | readonly number[];

/** What goes wrong with the n-th PUT of an answer: a status, or no answer. Undefined: nothing does. */
export type ResponseFault = (event: CustomResourceEvent, put: number) => ResponseOutcome | undefined;

// CFN-6: "response ≤ 4096 bytes"
const MAXIMUM_RESPONSE_BYTES = 4096;
// CFN-15: "PhysicalResourceId ≤ 1 KB"
const MAXIMUM_PHYSICAL_ID_BYTES = 1024;
// CFN-5: "ServiceTimeout 1–3600 s, default 3600": the default is the limit
const DEFAULT_TIMEOUT_SECONDS = 3600;
/** What X-Amz-Expires of a ResponseURL says; S3 takes nothing after it. */
const URL_SECONDS = 7200;

type Response = { readonly ok: true; readonly made: Made } | { readonly ok: false; readonly failure: ResourceFailure };

/** CloudFormation's side of the custom resource protocol. */
export class CustomResourceProvider implements ResourceProvider {
  public readonly replacementProperties: readonly string[] = [];
  public readonly attributes = 'any';
  public readonly scalarsAsStrings = true;
  public readonly requests: SentRequest[] = [];
  public readonly answers: Answer[] = [];
  /** how events are delivered, where it is not once and at once */
  public delivery?: Delivery;
  /** what goes wrong with a PUT to a ResponseURL */
  public responseFault?: ResponseFault;
  private readonly open: (() => void)[] = [];

  public inventPhysicalId(context: HandlerContext): string {
    return context.identifiers.name(context.stackName, context.logicalId);
  }

  public refuse(properties: Json, previous?: Json): string | undefined {
    const { ServiceToken: token, ServiceTimeout: timeout = DEFAULT_TIMEOUT_SECONDS } = properties;
    if (typeof token !== 'string') { return 'Properties validation failed for resource with message: required key [ServiceToken] not found'; }
    // CFN-11: "ServiceToken can never change"
    if (previous !== undefined && token !== previous.ServiceToken) { return 'Modifying service token is not allowed.'; }
    // CFN-5: "ServiceTimeout 1–3600 s"
    const seconds = Number(timeout);
    const known = Number.isInteger(seconds) && seconds >= 1 && seconds <= DEFAULT_TIMEOUT_SECONDS;
    return known ? undefined : `Invalid ServiceTimeout value: ${String(timeout)}. It must be an integer between 1 and 3600`;
  }

  public async create(context: HandlerContext, properties: Json): Promise<Made> {
    return this.exchange(context, { RequestType: 'Create', ResourceProperties: properties });
  }

  public async update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made> {
    const about = { PhysicalResourceId: physicalId, ResourceProperties: properties, OldResourceProperties: previous };
    return this.exchange(context, { RequestType: 'Update', ...about });
  }

  public async delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void> {
    await this.exchange(context, { RequestType: 'Delete', PhysicalResourceId: physicalId, ResourceProperties: properties });
  }

  /** Closes every ResponseURL. They stay open until then: late answers are met, not refused. */
  public close(): void {
    for (const close of this.open.splice(0)) { close(); }
  }

  private async exchange(
    context: HandlerContext, about: Pick<CustomResourceEvent, 'RequestType' | 'PhysicalResourceId' | 'ResourceProperties' | 'OldResourceProperties'>,
  ): Promise<Made> {
    const { ServiceToken: token, ServiceTimeout: timeout = DEFAULT_TIMEOUT_SECONDS } = about.ResourceProperties;
    const { clock } = context.host;
    const requestId = context.identifiers.uuid();
    return new Promise<Made>((resolve, reject) => {
      let listening = true;
      const stop = () => { listening = false; clock.clearTimeout(timer); };
      const timer = clock.setTimeout(() => {
        stop();
        reject(new ResourceFailure(`CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function so that CloudFormation can attach the updated version.`));
      }, Number(timeout) * 1000);
      context.onGivenUp(stop);
      let puts = 0;
      const expiry = clock.now() + URL_SECONDS * 1000;
      const response = context.host.openResponse((body) => {
        puts += 1;
        const fault = this.responseFault?.(event, puts);
        this.answers.push({ requestId, at: clock.now(), body, counted: listening && fault === undefined });
        if (fault !== undefined) { return fault; }
        if (clock.now() > expiry) { return 403; }
        if (listening) {
          stop();
          const read = readResponse(body, event);
          if (read.ok) { resolve(read.made); } else { reject(read.failure); }
        }
        // S3 takes whatever comes: only CloudFormation reads it.
        return 200;
      });
      this.open.push(() => response.close());
      const { stackId: StackId, logicalId: LogicalResourceId, type: ResourceType } = context;
      const event: CustomResourceEvent = { RequestId: requestId, ResponseURL: response.url, StackId, LogicalResourceId, ResourceType, ...about };
      this.requests.push({ at: clock.now(), event });
      this.deliver(context, String(token), event).catch((error: unknown) => { stop(); reject(error); });
    });
  }

  private async deliver(context: HandlerContext, token: string, event: CustomResourceEvent): Promise<void> {
    // LAM-1: "every event may come again"
    const plan = this.delivery?.(event) ?? 1;
    const delays = typeof plan === 'number' ? new Array<number>(plan).fill(0) : plan;
    const invoke = async () => {
      try {
        await context.host.lambda.invokeAsync(token, event);
      } catch (error) {
        throw error instanceof ServiceError ? new ResourceFailure(error.message) : error;
      }
    };
    for (const delay of delays) {
      if (delay > 0) { context.host.clock.setTimeout(() => { invoke().catch(() => {}); }, delay); } else { await invoke(); }
    }
  }
}

function readResponse(body: string, event: CustomResourceEvent): Response {
  const refuse = (reason: string): Response => ({ ok: false, failure: new ResourceFailure(reason, event.PhysicalResourceId) });
  if (Buffer.byteLength(body) > MAXIMUM_RESPONSE_BYTES) { return refuse('Response object is too long.'); }
  const response = parse(body);
  if (!response) { return refuse('Response is not valid JSON'); }
  const { Status: status, PhysicalResourceId: physicalId } = response;
  if (status !== 'SUCCESS' && status !== 'FAILED') { return refuse('Invalid Status'); }
  for (const key of ['StackId', 'RequestId', 'LogicalResourceId'] as const) {
    if (response[key] !== event[key]) { return refuse(`Invalid ${key}`); }
  }
  const known = event.RequestType === 'Delete' ? event.PhysicalResourceId : undefined;
  if (typeof physicalId !== 'string' || physicalId === '' || Buffer.byteLength(physicalId) > MAXIMUM_PHYSICAL_ID_BYTES || (known !== undefined && physicalId !== known)) {
    return refuse('Invalid PhysicalResourceId');
  }
  if (status === 'FAILED') {
    const message = typeof response.Reason === 'string' ? response.Reason : '';
    return { ok: false, failure: new ResourceFailure(`Received response status [FAILED] from custom resource. Message returned: ${message} (RequestId: ${event.RequestId})`, physicalId) };
  }
  const data = response.Data ?? {};
  if (!isRecord(data)) { return refuse('Invalid Data'); }
  return { ok: true, made: { physicalId, attributes: data, noEcho: response.NoEcho === true || response.NoEcho === 'true' } };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
