import { Excuses } from './excuses';
import { Exercise } from './exercise';
import { Invocations, type InvocationFailure, type InvocationKind, type MetFaults } from './invocations';
import { KeyBoundary, type NamedKey, type Namespaces } from './key-boundary';
import { describeState, type LastObservation, type NamespaceState } from './namespace-state';
import { RequestIdentities, type SentRequest } from './request-identities';
import { kindOfResponse } from './response-kinds';
import { Responses } from './responses';
import { UpdateCounter, type SentUpdate } from './update-counter';
import type { InvariantNumber, Violation } from './violation';
import { AWS_OWNED_KMS_KEY } from '../../src/contract';

/** Where an execution ends that has responded FAILED. */
const FAILED_STATE = 'Failed';

/** How an execution of the waiter has ended. */
export interface ExecutionEnd {
  readonly status: string;
  /** the state that it has ended in */
  readonly state: string;
  /** somebody has stopped it */
  readonly isStoppedByHand: boolean;
  /** its state machine was deleted while it ran, and with it often its role and the function */
  readonly isOrphan?: boolean;
}

/** Records what happens in a scenario, and what of it breaks an invariant. Both harnesses report to it. */
export class InvariantChecker {
  public readonly violations: Violation[] = [];
  public readonly trace: string[] = [];
  public readonly exercise = new Exercise();
  private readonly responses = new Responses();
  private readonly invocations = new Invocations();
  private readonly updates = new UpdateCounter();
  private readonly identities = new RequestIdentities();
  private readonly boundary = new KeyBoundary();
  private readonly excuses = new Excuses();
  private readonly keys = new Map<string, string | undefined>();
  private readonly start: number;

  constructor(private readonly now: () => number) {
    this.start = now();
  }

  public get updateCount(): number {
    return this.updates.total;
  }

  public get requestCount(): number {
    return this.responses.count;
  }

  /** Adds a line to the trace. */
  public log(line: string): void {
    this.trace.push(`${String(this.elapsedS()).padStart(8)} s  ${line}`);
  }

  public violate(invariant: InvariantNumber, what: string): void {
    this.violations.push({ invariant, what, atS: this.elapsedS() });
    this.log(`!! (${invariant}) ${what}`);
  }

  /** Something that was drawn, or that a switch of the scenario decides, has had an effect. */
  public met(what: string): void {
    this.exercise.met(what);
  }

  /** Somebody outside of the stack has touched what the product cannot hold, until its next observation. */
  public disturb(namespaceName: string): void {
    this.excuses.disturb(namespaceName, this.now());
  }

  /** Somebody has changed the key by hand: what a request had sent is undone, and its next update is no repetition. */
  public changeByHand(namespaceName: string): void {
    this.excuses.changeByHand(namespaceName, this.now());
    this.updates.forgetChangesTo(namespaceName);
  }

  /** Whether somebody outside has touched the namespace since it was last confirmed to be on this key. */
  public isDisturbed(namespaceName: string, desiredKey: string): boolean {
    return this.excuses.isDisturbed(namespaceName, desiredKey);
  }

  /** Somebody has deleted the namespace. CloudFormation does not create it anew. */
  public deleteByHand(namespaceName: string): void {
    this.excuses.deleteByHand(namespaceName, this.now());
  }

  /** A new namespace: what was known of another one of its name does not hold for it. */
  public onCreated(namespaceName: string, keyArn: string | undefined): void {
    this.excuses.created(namespaceName);
    this.keys.delete(namespaceName);
    this.onKey(namespaceName, keyArn);
  }

  public onDeleted(namespaceName: string): void {
    this.keys.delete(namespaceName);
    this.excuses.deleted(namespaceName);
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
    this.met(`update: ${update.outcome}`);
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
    this.identities.add(requestId, request);
    this.responses.add(requestId, request.type === 'Delete');
  }

  /** CloudFormation has taken the PhysicalResourceId of a SUCCESS. */
  public onIdentity(requestId: string, physicalId: string): void {
    this.identities.hold(requestId, physicalId);
  }

  /** An invocation with the event of a request begins. */
  public onDelivery(requestId: string, at = this.now()): void {
    this.responses.deliver(requestId, at);
  }

  /** The product tries to submit a response. `isKept`: a drawn fault keeps it from CloudFormation. */
  public onPut(requestId: string, isKept: boolean): void {
    this.responses.put(requestId, isKept);
  }

  /**
   * (i): CloudFormation has taken a response, whether its sender learns of that or not.
   *
   * @param startsKept how often faults have kept the sending invocation from starting the waiter
   */
  public onResponse(requestId: string, body: string, startsKept = 0, at = this.now()): void {
    this.met(`response: ${kindOfResponse(body)}`);
    for (const what of this.responses.receive(requestId, body, startsKept, at)) { this.violate('i', what); }
  }

  /** The sender knows that its response was taken, and has lived to record it. */
  public onResponseConfirmed(requestId: string): void {
    this.responses.confirm(requestId);
  }

  /** (viii): an invocation of the function has ended. `met`: what the drawn faults have done to it. */
  public onInvocationEnd(requestId: string, kind: InvocationKind, failure?: InvocationFailure, met?: MetFaults): void {
    for (const what of this.invocations.end(requestId, kind, failure, met)) { this.violate('viii', what); }
  }

  /** (i), (viii): an execution of the waiter has ended. */
  public onExecutionEnd(requestId: string, end: ExecutionEnd): void {
    if (this.isExecutionExcused(requestId, end)) { return; }
    this.violate('viii', `the execution of ${requestId} ${end.status} in ${end.state}, and no fault explains it`);
  }

  /** (i): at the end, a request without a response. `execution`: of its waiter, if it was started. */
  public onNoResponse(requestId: string, execution: ExecutionEnd | undefined, isEveryDeliveryLost: boolean): void {
    if (this.responses.has(requestId) || this.responses.isUndelivered(requestId)) { return; }
    const hasFailed = execution !== undefined && execution.status !== 'SUCCEEDED';
    const isExcused = execution ? hasFailed && this.isExecutionExcused(requestId, execution) : isEveryDeliveryLost;
    if (isExcused) { return; }
    this.violate('i', `${requestId} has no response; its execution: ${execution?.status ?? 'never started'}`);
  }

  /** (viii): a waiter has ended while the change that its request has sent still runs. */
  public onEndBeforeChange(requestId: string): void {
    const body = this.responses.last(requestId);
    // A window that hands over is followed by another one, and a newer request watches for itself.
    const isSuperseded = body.includes('superseded by') && this.identities.hasNewer(requestId);
    const isLeft = body.includes('"Status":"FAILED"') && !isSuperseded;
    if (isLeft) { this.violate('viii', `the waiter of ${requestId} has ended before the change that it has sent`); }
  }

  /** (ii): CloudFormation has received SUCCESS from the last window. */
  public onSuccess(
    requestId: string, namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
    observation: LastObservation | undefined, stackStatus: string,
  ): void {
    const isBack = stackStatus.includes('ROLLBACK');
    this.excuses.confirm(namespaceName, desiredKey, observation?.at ?? this.now());
    if (desiredKey === AWS_OWNED_KMS_KEY && isBack) { this.excuses.stay(namespaceName, state?.keyArn); }
    if (isBack && this.isLeftAsItIs(requestId, state, desiredKey)) { this.excuses.leave(namespaceName, state); return; }
    if (!state || this.isDisturbed(namespaceName, desiredKey)) { return; }
    if (this.isAsDesired(namespaceName, state, desiredKey)) { return; }
    this.violate('ii', `SUCCESS, but ${namespaceName} is ${describeState(state)}; the desired key is ${desiredKey}`);
  }

  /** (vi): the alias moves; or a stack operation has ended COMPLETE, now or earlier, and no other one has begun. */
  public onComplete(
    when: string, namespaceName: string, desiredKey: string, state: NamespaceState | undefined,
  ): void {
    const isExcused = this.excuses.isGone(namespaceName, state) || this.excuses.isLeft(namespaceName, state);
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
      this.excuses.hasStayed(name, namespaces.get(name)?.keyArn) || this.excuses.isChangedByHand(name, since);
    for (const what of this.boundary.check(stackId, named, namespaces, isExcused)) {
      this.violate('xi', `${when}: ${what}`);
    }
  }

  /** (xii): somebody has done what the reasons say. */
  public onRemedied(before: string, after: string, last: string): void {
    this.met('remedy');
    if (/^((CREATE|UPDATE|IMPORT)_COMPLETE|NO_CHANGES)$/.test(after)) { return; }
    this.violate('xii', `from ${before}, the remedies have come to ${after}: ${last}`);
  }

  /** (vii): a text that anybody may read. */
  public onText(text: string, secrets: readonly string[]): void {
    const leaked = secrets.find((secret) => text.includes(secret));
    if (leaked === undefined) { return; }
    this.violate('vii', `a secret is in: ${text.replaceAll(leaked, '(secret)').slice(0, 300)}`);
  }

  private isExecutionExcused(requestId: string, end: ExecutionEnd): boolean {
    const { status, state, isStoppedByHand, isOrphan } = end;
    if (isOrphan) { return status !== 'TIMED_OUT' && status !== 'RUNNING'; }
    switch (status) {
      case 'SUCCEEDED': return true;
      case 'ABORTED': return isStoppedByHand;
      case 'FAILED': return state === FAILED_STATE
        ? this.responses.last(requestId).includes('"Status":"FAILED"')
        : this.invocations.mayHaveFailed(requestId, state);
      default: return false;
    }
  }

  /** A rollback leaves what is gone, or lost, or not its own: a stack must not get stuck over it. */
  private isLeftAsItIs(requestId: string, state: NamespaceState | undefined, desiredKey: string): boolean {
    if (!state || state.status === 'DELETING') { return true; }
    const hasLostKey = state.status === 'INACCESSIBLE_KMS_KEY' && state.keyArn === desiredKey;
    return hasLostKey || (state.status === 'AVAILABLE' && this.identities.whyNoUpdate(requestId) !== undefined);
  }

  private isAsDesired(namespaceName: string, { status, keyArn }: NamespaceState, desiredKey: string): boolean {
    const stays = desiredKey === AWS_OWNED_KMS_KEY && this.excuses.hasStayed(namespaceName, keyArn);
    return status === 'AVAILABLE' && ((keyArn ?? AWS_OWNED_KMS_KEY) === desiredKey || stays);
  }

  private elapsedS(): number {
    return Math.round((this.now() - this.start) / 1000);
  }
}
