import { describeState, type LastObservation, type NamespaceState } from './namespace-state';
import { UpdateCounter, type SentUpdate } from './update-counter';
import type { InvariantNumber, Violation } from './violation';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';

/** An observation may be this far behind. It cannot show what was done by hand in that time. */
export const STALE_MS = 30_000;

interface Request {
  readonly isDelete: boolean;
  readonly responses: string[];
  /** the sender knows that the response was taken */
  isConfirmed: boolean;
  /** the function responded FAILED because it could not start the waiter */
  isWaiterMissing: boolean;
}

/** Records what happens in a scenario, and what of it breaks an invariant. Both harnesses report to it. */
export class InvariantChecker {
  public readonly violations: Violation[] = [];
  public readonly trace: string[] = [];
  private readonly requests = new Map<string, Request>();
  private readonly updates = new UpdateCounter();
  private readonly keys = new Map<string, string | undefined>();
  /** when somebody outside of the stack last changed or disabled a key, by namespace */
  private readonly disturbedAt = new Map<string, number>();
  /** namespaces that a rollback would move to an AWS-owned key: the service cannot, so they stay on their key */
  private readonly staysOnKey = new Set<string>();
  /** when the observation was made that the last SUCCESS is based on, by namespace */
  private readonly confirmedAt = new Map<string, number>();
  private readonly start: number;

  constructor(private readonly now: () => number) {
    this.start = now();
  }

  public get updateCount(): number {
    return this.updates.total;
  }

  public get requestCount(): number {
    return this.requests.size;
  }

  /** Adds a line to the trace. */
  public log(line: string): void {
    this.trace.push(`${String(this.elapsedS()).padStart(8)} s  ${line}`);
  }

  public violate(invariant: InvariantNumber, what: string): void {
    this.violations.push({ invariant, what, atS: this.elapsedS() });
    this.log(`!! (${invariant}) ${what}`);
  }

  /** Somebody outside of the stack has touched what the product cannot hold, until its next observation. */
  public disturb(namespaceName: string): void {
    this.disturbedAt.set(namespaceName, this.now());
  }

  /** Somebody has changed the key by hand: what a request had sent is undone, and its next update is no repetition. */
  public changeByHand(namespaceName: string): void {
    this.disturb(namespaceName);
    this.updates.forgetChangesTo(namespaceName);
  }

  /** Whether somebody outside has touched the namespace since the observations that the last SUCCESS is based on. */
  public isDisturbed(namespaceName: string): boolean {
    const at = this.disturbedAt.get(namespaceName);
    return at !== undefined && at >= (this.confirmedAt.get(namespaceName) ?? 0) - STALE_MS;
  }

  /** (iii): the namespace was created on this key, or has moved to it. */
  public onKey(namespaceName: string, keyArn: string | undefined): void {
    const before = this.keys.get(namespaceName);
    if (before !== undefined && keyArn === undefined) {
      this.violate('iii', `${namespaceName} went from ${before} to an AWS-owned key`);
    }
    this.keys.set(namespaceName, keyArn);
  }

  /** (iii), (v): before the product sends an UpdateNamespace. */
  public beforeUpdate(requestId: string, keyArn: string, observation: LastObservation | undefined): void {
    if (keyArn === AWS_OWNED_KMS_KEY || keyArn === '') {
      this.violate('iii', `${requestId} sends an update to an AWS-owned key`);
    }
    if (!observation?.status) { return; }
    if (observation.status !== 'AVAILABLE') {
      this.violate('v', `${requestId} sends an update although it has observed ${observation.status}`);
    }
    if (observation.keyArn === keyArn) {
      this.violate('v', `${requestId} sends an update with the key that it has observed`);
    }
  }

  /** (v): after an UpdateNamespace of the product. */
  public afterUpdate(requestId: string, update: SentUpdate): void {
    for (const what of this.updates.add(requestId, update)) { this.violate('v', what); }
  }

  /** The change of a request has ended on the old key: a second update is no repetition. */
  public changeAborted(requestId: string): void {
    this.updates.forgetChangeOf(requestId);
  }

  /** CloudFormation sends a request. */
  public onRequest(requestId: string, type: string): void {
    const isDelete = type === 'Delete';
    this.requests.set(requestId, { isDelete, responses: [], isConfirmed: false, isWaiterMissing: false });
  }

  /** (i): CloudFormation has taken a response, whether its sender learns of that or not. */
  public onResponse(requestId: string, body: string): void {
    const request = this.requests.get(requestId);
    if (!request) { return this.violate('i', `there is a response to ${requestId}, which CloudFormation never sent`); }
    // Fifteen tries to start the waiter have failed. One of them may have been carried out, or the event comes again.
    if (body.includes('the waiter could not be started')) {
      request.isWaiterMissing = true;
      return;
    }
    // Function and waiter both respond to a Delete when the start failed but was carried out: with the same bytes.
    const isRepetition = request.isDelete && request.responses.at(-1) === body;
    if (request.isConfirmed && !isRepetition) {
      this.violate('i', `there is another response to ${requestId} after the first one was confirmed`);
    }
    if (request.responses.some((before) => before !== body)) {
      this.violate('i', `there are two different responses to ${requestId}`);
    }
    request.responses.push(body);
  }

  /** The sender knows that its response was taken, and has lived to record it. */
  public onResponseConfirmed(requestId: string): void {
    const request = this.requests.get(requestId);
    if (request) { request.isConfirmed = true; }
  }

  public hasResponse(requestId: string): boolean {
    const request = this.requests.get(requestId);
    return request !== undefined && (request.isWaiterMissing || request.responses.length > 0);
  }

  /** (ii): CloudFormation has received SUCCESS from the last window. */
  public onSuccess(
    namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
    observation: LastObservation | undefined, stackStatus: string,
  ): void {
    // CHANGE-3: "no change from a customer managed key to an AWS-owned key"
    if (desiredKey === AWS_OWNED_KMS_KEY && stackStatus.includes('ROLLBACK')) { this.staysOnKey.add(namespaceName); }
    this.confirmedAt.set(namespaceName, observation?.at ?? this.now());
    if (!state || this.isDisturbed(namespaceName) || this.isAsDesired(namespaceName, state, desiredKey)) { return; }
    this.violate('ii', `SUCCESS, but ${namespaceName} is ${describeState(state)}; the desired key is ${desiredKey}`);
  }

  /** (vi): the alias moves; or a stack operation has ended COMPLETE, now or earlier, and no other one has begun. */
  public onComplete(
    when: string, namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
  ): void {
    if (this.isDisturbed(namespaceName)) { return; }
    if (!state) { return this.violate('vi', `${when}: there is no ${namespaceName}`); }
    if (this.isAsDesired(namespaceName, state, desiredKey)) { return; }
    this.violate('vi', `${when}: ${namespaceName} is ${describeState(state)}; the template says ${desiredKey}`);
  }

  /** (vii): a text that anybody may read. */
  public onText(text: string, secrets: readonly string[]): void {
    const leaked = secrets.find((secret) => text.includes(secret));
    if (leaked === undefined) { return; }
    this.violate('vii', `a secret is in: ${text.replaceAll(leaked, '(secret)').slice(0, 300)}`);
  }

  private isAsDesired(namespaceName: string, { status, keyArn }: NamespaceState, desiredKey: string): boolean {
    const stays = desiredKey === AWS_OWNED_KMS_KEY && this.staysOnKey.has(namespaceName);
    return status === 'AVAILABLE' && ((keyArn ?? AWS_OWNED_KMS_KEY) === desiredKey || stays);
  }

  private elapsedS(): number {
    return Math.round((this.now() - this.start) / 1000);
  }
}
