import { URL_SECRET, type FastAccount } from './account';
import type { OwningStack } from './owning-stack';
import { MAXIMUM_EVENT_AGE_SECONDS, RESOURCE_TYPE } from '../../../src/contract';
import { RESPONSE_BYTES } from '../../../src/handler/submit-response';
import { mustRespondInTime } from '../../invariants/must-succeed';

/** Properties of a resource, as CloudFormation sends them: every scalar as a text. */
export type Properties = Readonly<Record<string, string | undefined>>;

/** How CloudFormation's wait for a custom resource has ended. */
export type Outcome =
  | { readonly kind: 'SUCCESS'; readonly physicalId: string; readonly handover?: string }
  /** `physicalId`: of the response */
  | { readonly kind: 'FAILED'; readonly reason: string; readonly physicalId?: string }
  | { readonly kind: 'timeout' | 'given-up' };

type RequestType = 'Create' | 'Update' | 'Delete';

/** What an event says. */
interface RequestOptions {
  readonly type: RequestType;
  readonly logicalId: string;
  readonly properties: Properties;
  readonly physicalId?: string;
  /** the properties of the resource before */
  readonly old?: Properties;
}

/** A request that CloudFormation waits for. */
interface PendingRequest {
  readonly properties: Properties;
  readonly type: RequestType;
  readonly end: (outcome: Outcome) => void;
}

interface ResponseBody {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly Handover?: string };
}

const SERVICE_TIMEOUT_S = 3600;
const LATEST_S = MAXIMUM_EVENT_AGE_SECONDS;

/** CloudFormation's side of the custom resource protocol. Reports requests and responses to the invariant checker. */
export class CustomResourceProtocol {
  public readonly requestIds: string[] = [];
  private readonly pending = new Map<string, PendingRequest>();
  /** ends the wait for the latest request */
  private endLatest?: (outcome: Outcome) => void;

  constructor(private readonly account: FastAccount, private readonly stack: OwningStack) {}

  /** Ends the wait for the latest request: a sibling has failed, or somebody has cancelled the update. */
  public giveUp(): void {
    this.endLatest?.({ kind: 'given-up' });
  }

  /** Sends an event, and waits for the response to it. */
  public async request({ type, logicalId, properties, physicalId, old }: RequestOptions): Promise<Outcome> {
    const { account: { scheduler, checker }, stack: { lambda, id: stackId } } = this;
    const requestId = this.account.newRequestId();
    this.requestIds.push(requestId);
    checker.onRequest(requestId, { type, stackId, physicalId, properties });
    const { NamespaceName: name, KmsKeyId: key, Window: window, Windows: windows } = properties;
    checker.log(`${type} of window ${window} of ${windows} for ${name} on ${key} (${requestId})`);
    const event = {
      RequestType: type,
      RequestId: requestId,
      ResponseURL: responseUrl(requestId, scheduler.now),
      StackId: stackId,
      ResourceType: RESOURCE_TYPE,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceProperties: this.complete(properties),
      OldResourceProperties: old && this.complete(old),
    };
    const delays = this.drawDeliveryDelays();
    return scheduler.suspend<Outcome>((resume) => {
      const end = (outcome: Outcome) => {
        if (!this.pending.delete(requestId)) { return; }
        const reason = outcome.kind === 'FAILED' ? `, ${outcome.reason}` : '';
        checker.log(`${requestId}: ${outcome.kind}${reason}`);
        resume(outcome);
      };
      this.pending.set(requestId, { properties, type, end });
      this.endLatest = end;
      scheduler.after(SERVICE_TIMEOUT_S * 1000, () => {
        const isOwed = this.pending.has(requestId) && type !== 'Delete' && mustRespondInTime(this.account.scenario);
        if (isOwed) { checker.violate('ix', `CloudFormation has waited for ${requestId} in vain`); }
        end({ kind: 'timeout' });
      });
      for (const delay of delays) { scheduler.after(delay, () => lambda.event(event)); }
    });
  }

  /** A response arrives. `startsKept`: how often faults have kept its sender from starting the waiter. */
  public receive(requestId: string, body: string, startsKept: number): void {
    const { account: { checker, redshift, observations }, stack: { status: stackStatus } } = this;
    checker.onResponse(requestId, body, startsKept);
    checker.onText(body, [URL_SECRET]);
    if (Buffer.byteLength(body) > RESPONSE_BYTES) {
      checker.violate('i', `the response to ${requestId} is too long`);
    }
    const pending = this.pending.get(requestId);
    if (!pending) { return; }
    const response = JSON.parse(body) as ResponseBody;
    const { Status: status, Reason: reason, PhysicalResourceId: physicalId } = response;
    if (status !== 'SUCCESS') { return pending.end({ kind: 'FAILED', reason, physicalId }); }
    checker.onIdentity(requestId, physicalId);
    const { properties: { NamespaceName: name, KmsKeyId: key, Window: window, Windows: windows }, type } = pending;
    // In a rollback no window hands over, so each SUCCESS is final.
    const isFinal = window === windows || stackStatus.includes('ROLLBACK');
    if (type !== 'Delete' && isFinal) {
      checker.onSuccess(requestId, name!, key!, redshift.state(name!), observations.get(requestId), stackStatus);
    }
    pending.end({ kind: 'SUCCESS', physicalId, handover: response.Data?.Handover });
  }

  private complete(properties: Properties): Properties {
    const { lambda, number } = this.stack;
    return {
      ServiceToken: lambda.arn,
      ServiceTimeout: String(SERVICE_TIMEOUT_S),
      WaiterArn: this.account.arn('states', `stateMachine:waiter-${number}`),
      ...properties,
    };
  }

  /** When the event is delivered, in milliseconds from now: once and at once, or late, or up to three times. */
  private drawDeliveryDelays(): number[] {
    const { random, faults, checker } = this.account;
    if (!random.percent(faults.deliveries)) { return [0]; }
    checker.met('fault: deliveries');
    const late = () => random.between(random.percent(25) ? LATEST_S - 5 : 1, LATEST_S) * 1000;
    return Array.from({ length: random.between(1, 3) }, (_, index) =>
      (index === 0 && random.percent(70) ? 0 : late()));
  }
}

const responseUrl = (requestId: string, now: number): string =>
  `https://cloudformation-custom-resource-response.example/${requestId}`
  + `?X-Amz-Date=${amzDate(now)}&${URL_SECRET}=SECRET`;

/** As in a pre-signed URL: 20260115T090000Z. */
const amzDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
