import { FUNCTION_ARN, STACK_ID, URL_SECRET, WAITER_ARN, type FastAccount } from './account';
import { MAXIMUM_EVENT_AGE_SECONDS, RESOURCE_TYPE } from '../../../src/contract';
import { RESPONSE_BYTES } from '../../../src/handler/submit-response';

/** Properties of a window, as CloudFormation sends them. */
export interface WindowProperties {
  readonly NamespaceName: string;
  readonly KmsKeyId: string;
  readonly CreatedWithKmsKeyId?: string;
  readonly Window: string;
  readonly Windows: string;
  readonly TypicalSeconds?: string;
  readonly Handover?: string;
}

/** How CloudFormation's wait for a custom resource has ended. */
export type Outcome =
  | { readonly kind: 'SUCCESS'; readonly physicalId: string; readonly handover?: string }
  | { readonly kind: 'FAILED'; readonly reason: string }
  | { readonly kind: 'timeout' | 'given-up' };

type RequestType = 'Create' | 'Update' | 'Delete';

/** A request that CloudFormation waits for. */
interface PendingRequest {
  readonly properties: WindowProperties;
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
const COMMON_PROPERTIES = {
  ServiceToken: FUNCTION_ARN, ServiceTimeout: String(SERVICE_TIMEOUT_S), WaiterArn: WAITER_ARN,
};

/** CloudFormation's side of the custom resource protocol. Reports requests and responses to the invariant checker. */
export class CustomResourceProtocol {
  public readonly requestIds: string[] = [];
  private readonly pending = new Map<string, PendingRequest>();
  /** ends the wait for the latest request */
  private endLatest?: (outcome: Outcome) => void;

  constructor(private readonly account: FastAccount) {
    account.receiveResponse = (requestId, body) => this.receive(requestId, body);
  }

  /** Ends the wait for the latest request: a sibling has failed, or somebody has cancelled the update. */
  public giveUp(): void {
    this.endLatest?.({ kind: 'given-up' });
  }

  /** Sends an event, and waits for the response to it. */
  public async request(
    type: RequestType, properties: WindowProperties, physicalId?: string, old?: WindowProperties,
  ): Promise<Outcome> {
    const { scheduler, checker, lambda } = this.account;
    const requestId = this.nextRequestId();
    checker.onRequest(requestId, type);
    const { NamespaceName: name, KmsKeyId: key, Window: window, Windows: windows } = properties;
    checker.log(`${type} of window ${window} of ${windows} for ${name} on ${key} (${requestId})`);
    const event = {
      RequestType: type,
      RequestId: requestId,
      ResponseURL: responseUrl(requestId, scheduler.now),
      StackId: STACK_ID,
      ResourceType: RESOURCE_TYPE,
      LogicalResourceId: `Window${window}`,
      PhysicalResourceId: physicalId,
      ResourceProperties: { ...COMMON_PROPERTIES, ...properties },
      OldResourceProperties: old && { ...COMMON_PROPERTIES, ...old },
    };
    const delays = this.drawDeliveryDelays();
    const { generation } = lambda;
    return scheduler.suspend<Outcome>((resume) => {
      const end = (outcome: Outcome) => {
        if (!this.pending.delete(requestId)) { return; }
        const reason = outcome.kind === 'FAILED' ? `, ${outcome.reason}` : '';
        checker.log(`${requestId}: ${outcome.kind}${reason}`);
        resume(outcome);
      };
      this.pending.set(requestId, { properties, type, end });
      this.endLatest = end;
      scheduler.after(SERVICE_TIMEOUT_S * 1000, () => end({ kind: 'timeout' }));
      for (const delay of delays) { scheduler.after(delay, () => lambda.event(event, generation)); }
    });
  }

  private receive(requestId: string, body: string): void {
    const { checker, redshift, observations, stackStatus } = this.account;
    checker.onResponse(requestId, body);
    checker.onText(body, [URL_SECRET]);
    if (Buffer.byteLength(body) > RESPONSE_BYTES) {
      checker.violate('i', `the response to ${requestId} is too long`);
    }
    const pending = this.pending.get(requestId);
    if (!pending) { return; }
    const response = JSON.parse(body) as ResponseBody;
    if (response.Status !== 'SUCCESS') { return pending.end({ kind: 'FAILED', reason: response.Reason }); }
    const { properties: { NamespaceName: name, KmsKeyId: key, Window: window, Windows: windows }, type } = pending;
    // In a rollback no window hands over, so each SUCCESS is final.
    const isFinal = window === windows || stackStatus.includes('ROLLBACK');
    if (type !== 'Delete' && isFinal) {
      checker.onSuccess(name, key, redshift.state(name), observations.get(requestId), stackStatus);
    }
    pending.end({ kind: 'SUCCESS', physicalId: response.PhysicalResourceId, handover: response.Data?.Handover });
  }

  private nextRequestId(): string {
    const requestId = `${String(this.requestIds.length + 1).padStart(8, '0')}-1111-4111-8111-111111111111`;
    this.requestIds.push(requestId);
    return requestId;
  }

  /** When the event is delivered, in milliseconds from now: once and at once, or late, or up to three times. */
  private drawDeliveryDelays(): number[] {
    const { random, scenario: { faults } } = this.account;
    if (!random.percent(faults.deliveries)) { return [0]; }
    const late = () => random.between(1, MAXIMUM_EVENT_AGE_SECONDS) * 1000;
    return Array.from({ length: random.between(1, 3) }, (_, index) =>
      (index === 0 && random.percent(70) ? 0 : late()));
  }
}

const responseUrl = (requestId: string, now: number): string =>
  `https://cloudformation-custom-resource-response.example/${requestId}`
  + `?X-Amz-Date=${amzDate(now)}&${URL_SECRET}=SECRET`;

/** As in a pre-signed URL: 20260115T090000Z. */
const amzDate = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
