import type { LightAccount } from './account';
import { SECRET, WAITER_ARN } from './account';
import { MAXIMUM_EVENT_AGE_SECONDS } from '../../../src/key-change/contract';

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

interface Waiting { readonly properties: WindowProperties; readonly type: string; readonly resume: (outcome: Outcome) => void }

export const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Warehouse/guid';
const SERVICE_TIMEOUT_MS = 3600_000;

/** CloudFormation's side of the custom resource protocol, and its ear for the invariants. */
export class PostOffice {
  /** ends every wait: a sibling has failed, or somebody has cancelled */
  public giveUp: () => void;
  public readonly requests: string[] = [];
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly account: LightAccount) {
    this.giveUp = () => undefined;
    account.post = (requestId, body) => this.take(requestId, body);
  }

  /** Sends an event and waits for its answer. */
  public async exchange(type: 'Create' | 'Update' | 'Delete', properties: WindowProperties, physicalId?: string, old?: WindowProperties): Promise<Outcome> {
    const { scheduler, ledger, dice, lambda, life: { chaos } } = this.account;
    const requestId = `${String(this.requests.length + 1).padStart(8, '0')}-1111-4111-8111-111111111111`;
    this.requests.push(requestId);
    ledger.requested(requestId, type);
    ledger.tell(`${type} of window ${properties.Window} of ${properties.Windows} for ${properties.NamespaceName} on ${properties.KmsKeyId} (${requestId})`);
    const common = { ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:key-change', ServiceTimeout: '3600', WaiterArn: WAITER_ARN };
    const event = {
      RequestType: type,
      RequestId: requestId,
      ResponseURL: `https://cloudformation-custom-resource-response.example/${requestId}?X-Amz-Date=${signedAt(scheduler.now)}&${SECRET}`,
      StackId: STACK_ID,
      ResourceType: 'Custom::RedshiftServerlessNamespaceKeyChange',
      LogicalResourceId: `Window${properties.Window}`,
      PhysicalResourceId: physicalId,
      ResourceProperties: { ...common, ...properties },
      OldResourceProperties: old && { ...common, ...old },
    };
    const again = dice.percent(chaos.deliveries);
    const delayOf = (index: number) => (index === 0 && dice.percent(70) ? 0 : dice.between(1, MAXIMUM_EVENT_AGE_SECONDS) * 1000);
    const delays = again ? [0, 1, 2].slice(0, dice.between(1, 3)).map(delayOf) : [0];
    const to = lambda.generation;
    return scheduler.suspend<Outcome>((resume) => {
      const end = (outcome: Outcome) => {
        if (!this.waiting.delete(requestId)) { return; }
        ledger.tell(`${requestId}: ${outcome.kind}${outcome.kind === 'FAILED' ? `, ${outcome.reason}` : ''}`);
        resume(outcome);
      };
      this.waiting.set(requestId, { properties, type, resume: end });
      this.giveUp = () => end({ kind: 'given-up' });
      scheduler.after(SERVICE_TIMEOUT_MS, () => end({ kind: 'timeout' }));
      for (const delay of delays) { scheduler.after(delay, () => lambda.event(event, to)); }
    });
  }

  private take(requestId: string, body: string): void {
    const { ledger, service, looks } = this.account;
    ledger.answered(requestId, body);
    ledger.said(body, ['X-Amz-Signature']);
    if (Buffer.byteLength(body) > 4096) { ledger.violate('i', `the answer to ${requestId} is too long`); }
    const waiting = this.waiting.get(requestId);
    if (!waiting) { return; }
    const answer = JSON.parse(body) as { Status: string; Reason: string; PhysicalResourceId: string; Data?: { Handover?: string } };
    const { properties, type } = waiting;
    // In a rollback no window hands over: each SUCCESS is the last word.
    const isLast = properties.Window === properties.Windows || this.account.stackStatus.includes('ROLLBACK');
    if (answer.Status === 'SUCCESS' && type !== 'Delete' && isLast) {
      const { NamespaceName: name, KmsKeyId: key } = properties;
      ledger.succeeded(name, key, service.truth(name), looks.get(requestId), this.account.stackStatus);
    }
    waiting.resume(answer.Status === 'SUCCESS'
      ? { kind: 'SUCCESS', physicalId: answer.PhysicalResourceId, handover: answer.Data?.Handover }
      : { kind: 'FAILED', reason: answer.Reason });
  }
}

/** As in a pre-signed URL: 20260115T090000Z. */
const signedAt = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
