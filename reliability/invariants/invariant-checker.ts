import { KeyBoundary, type NamedKey, type Namespaces } from './key-boundary';
import { describeState, type LastObservation, type NamespaceState } from './namespace-state';
import { RequestIdentities, type SentRequest } from './request-identities';
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
  private readonly identities = new RequestIdentities();
  private readonly boundary = new KeyBoundary();
  /** namespaces that somebody has deleted, and that nobody has created anew */
  private readonly deletedByHand = new Set<string>();
  private readonly keys = new Map<string, string | undefined>();
  /** when somebody outside of the stack last changed or disabled a key, by namespace */
  private readonly disturbedAt = new Map<string, number>();
  /** when somebody outside of the stack last changed a key, by namespace */
  private readonly changedByHandAt = new Map<string, number>();
  /** namespaces that a rollback would move to an AWS-owned key: the service cannot, so they stay on their key */
  private readonly staysOnKey = new Set<string>();
  /** namespaces that a rollback has left as they were, because it could not or must not change them */
  private readonly leftInRollback = new Set<string>();
  /** when the observation was made that the last SUCCESS is based on, by namespace and desired key */
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
    this.changedByHandAt.set(namespaceName, this.now());
    this.updates.forgetChangesTo(namespaceName);
  }

  /** Whether somebody outside has touched the namespace since it was last confirmed to be on this key. */
  public isDisturbed(namespaceName: string, desiredKey: string): boolean {
    const at = this.disturbedAt.get(namespaceName);
    return at !== undefined && at >= (this.confirmedAt.get(`${namespaceName} ${desiredKey}`) ?? 0) - STALE_MS;
  }

  /** Somebody has deleted the namespace. CloudFormation does not create it anew. */
  public deleteByHand(namespaceName: string): void {
    this.disturb(namespaceName);
    this.deletedByHand.add(namespaceName);
  }

  /** A new namespace: what was known of another one of its name does not hold for it. */
  public onCreated(namespaceName: string, keyArn: string | undefined): void {
    this.deletedByHand.delete(namespaceName);
    this.keys.delete(namespaceName);
    this.onKey(namespaceName, keyArn);
  }

  public onDeleted(namespaceName: string): void {
    this.keys.delete(namespaceName);
    this.staysOnKey.delete(namespaceName);
    this.boundary.forget(namespaceName);
    this.updates.forgetChangesTo(namespaceName);
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

  /** (v), (x): after an UpdateNamespace of the product. */
  public afterUpdate(requestId: string, update: SentUpdate): void {
    for (const what of this.updates.add(requestId, update)) { this.violate('v', what); }
    if (update.outcome !== 'accepted' && !update.carriedOut) { return; }
    const why = this.identities.whyNoUpdate(requestId);
    if (why !== undefined) { this.violate('x', `an update of ${requestId} was accepted, but ${why}`); }
  }

  /** The change of a request has ended on the old key: a second update is no repetition. */
  public changeAborted(requestId: string): void {
    this.updates.forgetChangeOf(requestId);
  }

  /** CloudFormation sends a request. */
  public onRequest(requestId: string, request: SentRequest): void {
    const isDelete = request.type === 'Delete';
    this.identities.add(requestId, request);
    this.requests.set(requestId, { isDelete, responses: [], isConfirmed: false, isWaiterMissing: false });
  }

  /** CloudFormation has taken the PhysicalResourceId of a SUCCESS. */
  public onIdentity(requestId: string, physicalId: string): void {
    this.identities.hold(requestId, physicalId);
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

  /** (viii): a waiter has ended while the change that its request has sent still runs. */
  public onEndBeforeChange(requestId: string): void {
    const body = this.requests.get(requestId)?.responses.at(-1) ?? '';
    // A window that hands over is followed by another one, and a newer request watches for itself.
    const isLeft = body.includes('"Status":"FAILED"') && !body.includes('superseded by');
    if (isLeft) { this.violate('viii', `the waiter of ${requestId} has ended before the change that it has sent`); }
  }

  public hasResponse(requestId: string): boolean {
    const request = this.requests.get(requestId);
    return request !== undefined && (request.isWaiterMissing || request.responses.length > 0);
  }

  /** (ii): CloudFormation has received SUCCESS from the last window. */
  public onSuccess(
    requestId: string, namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
    observation: LastObservation | undefined, stackStatus: string,
  ): void {
    // CHANGE-3: "no change from a customer managed key to an AWS-owned key"
    if (desiredKey === AWS_OWNED_KMS_KEY && stackStatus.includes('ROLLBACK')) { this.staysOnKey.add(namespaceName); }
    this.confirmedAt.set(`${namespaceName} ${desiredKey}`, observation?.at ?? this.now());
    this.leftInRollback.delete(namespaceName);
    const isLeft = stackStatus.includes('ROLLBACK') && this.isLeftAsItIs(requestId, state, desiredKey);
    if (isLeft) { return void this.leftInRollback.add(namespaceName); }
    if (!state || this.isDisturbed(namespaceName, desiredKey)) { return; }
    if (this.isAsDesired(namespaceName, state, desiredKey)) { return; }
    this.violate('ii', `SUCCESS, but ${namespaceName} is ${describeState(state)}; the desired key is ${desiredKey}`);
  }

  /** (vi): the alias moves; or a stack operation has ended COMPLETE, now or earlier, and no other one has begun. */
  public onComplete(
    when: string, namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
  ): void {
    const isExcused = this.deletedByHand.has(namespaceName) || this.leftInRollback.has(namespaceName);
    if (isExcused || this.isDisturbed(namespaceName, desiredKey)) { return; }
    if (!state) { return this.violate('vi', `${when}: there is no ${namespaceName}`); }
    if (this.isAsDesired(namespaceName, state, desiredKey)) { return; }
    this.violate('vi', `${when}: ${namespaceName} is ${describeState(state)}; the template says ${desiredKey}`);
  }

  /** (xi): an operation of a stack begins. `optedIn`: what its Creates may change by the user's own choice. */
  public onOperation(stackId: string, namespaces: Namespaces, optedIn: readonly NamedKey[]): void {
    this.boundary.begin(stackId, namespaces, this.now(), optedIn);
  }

  /** (xi): it has ended in any …_COMPLETE, now or earlier, and no other operation has begun. */
  public onOperationEnd(when: string, stackId: string, named: readonly NamedKey[], namespaces: Namespaces): void {
    const isExcused = (name: string, since: number) =>
      this.staysOnKey.has(name) || (this.changedByHandAt.get(name) ?? -Infinity) >= since - STALE_MS;
    for (const what of this.boundary.check(stackId, named, namespaces, isExcused)) {
      this.violate('xi', `${when}: ${what}`);
    }
  }

  /** (xii): somebody has done what the reasons say. */
  public onRemedied(before: string, after: string, last: string): void {
    if (/^((CREATE|UPDATE|IMPORT)_COMPLETE|NO_CHANGES)$/.test(after)) { return; }
    this.violate('xii', `from ${before}, the remedies have come to ${after}: ${last}`);
  }

  /** (vii): a text that anybody may read. */
  public onText(text: string, secrets: readonly string[]): void {
    const leaked = secrets.find((secret) => text.includes(secret));
    if (leaked === undefined) { return; }
    this.violate('vii', `a secret is in: ${text.replaceAll(leaked, '(secret)').slice(0, 300)}`);
  }

  /** A rollback leaves what is gone, or lost, or not its own: a stack must not get stuck over it. */
  private isLeftAsItIs(requestId: string, state: NamespaceState | undefined, desiredKey: string): boolean {
    if (!state || state.status === 'DELETING') { return true; }
    const hasLostKey = state.status === 'INACCESSIBLE_KMS_KEY' && state.keyArn === desiredKey;
    return hasLostKey || (state.status === 'AVAILABLE' && this.identities.whyNoUpdate(requestId) !== undefined);
  }

  private isAsDesired(namespaceName: string, { status, keyArn }: NamespaceState, desiredKey: string): boolean {
    const stays = desiredKey === AWS_OWNED_KMS_KEY && this.staysOnKey.has(namespaceName);
    return status === 'AVAILABLE' && ((keyArn ?? AWS_OWNED_KMS_KEY) === desiredKey || stays);
  }

  private elapsedS(): number {
    return Math.round((this.now() - this.start) / 1000);
  }
}
