import type { PutLog } from './fault-injection';
import { InvocationObserver } from './invocation-observer';
import {
  kindOf, lastObservation, requestIdOf, requestIdOfPayload, stateAt, stateOf, stepOf,
} from './records';
import { UpdateObserver } from './update-observer';
import type { CustomResourceEvent, StackEvent } from '../../../simulator/cloudformation';
import type { ResponseBody, World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { NamespaceState } from '../../invariants/namespace-state';

const SECRETS = ['X-Amz-Signature', '/cfn-response/'];

/** What was true at the moment of a PUT. */
interface Put { readonly state?: NamespaceState; readonly stackStatus: string }

/** Reads what the simulated account has recorded since it read last, and reports it to the invariant checker. */
export class Observer {
  private readonly puts: Put[] = [];
  /** how many of each kind of record were read */
  private readonly read = { requests: 0, responses: 0, invocations: 0, history: 0, logs: 0, aliases: 0, native: 0 };
  private readonly readEvents = new WeakSet<StackEvent>();
  /** when the sender of a response learned that it was taken, by request */
  private readonly confirmedAt = new Map<string, number>();
  private readonly events = new Map<string, CustomResourceEvent>();
  private readonly updates: UpdateObserver;
  private readonly invocations: InvocationObserver;
  private readonly live = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly checker: InvariantChecker,
    private readonly putLog: PutLog,
    private readonly stackNames: readonly string[],
  ) {
    this.updates = new UpdateObserver(world, checker);
    this.invocations = new InvocationObserver(world, checker, putLog);
    putLog.onPut = () => this.puts.push(this.putNow());
  }

  public readAll(): void {
    this.readRequests();
    this.readIdentities();
    this.updates.read();
    this.readResponses();
    this.invocations.read();
    this.readNamespaces();
    this.readAliases();
    this.readTexts();
    this.readKeyOperations();
  }

  private putNow(): Put {
    const { cloudFormation, aws } = this.world;
    const event = cloudFormation.requests.at(-1)?.event;
    const name = event?.ResourceProperties.NamespaceName as string | undefined;
    const view = name === undefined ? undefined : aws.redshift.view(name);
    const stackStatus = (event && cloudFormation.statusOf(event.StackId)) ?? '';
    return { state: view && stateOf(view), stackStatus };
  }

  private readRequests(): void {
    const { requests } = this.world.cloudFormation;
    for (const { event } of requests.slice(this.read.requests)) {
      this.events.set(event.RequestId, event);
      const { RequestId, RequestType: type, StackId: stackId, PhysicalResourceId: physicalId } = event;
      this.checker.onRequest(RequestId, { type, stackId, physicalId, properties: event.ResourceProperties });
    }
    this.read.requests = requests.length;
  }

  /** (x): the id that each success has given, before the updates that follow it. */
  private readIdentities(): void {
    for (const { requestId, body, counted } of this.world.cloudFormation.responses.slice(this.read.responses)) {
      const { Status: status, PhysicalResourceId: physicalId } = JSON.parse(body) as ResponseBody;
      if (counted && status === 'SUCCESS') { this.checker.onIdentity(requestId, physicalId); }
    }
  }

  private readResponses(): void {
    const { responses } = this.world.cloudFormation;
    this.readConfirmations();
    responses.forEach((response, index) => {
      if (index < this.read.responses) { return; }
      const { requestId, at, body, counted } = response;
      const isKept = this.putLog.faulted[index] === true;
      this.checker.onPut(requestId, isKept);
      if (isKept) { return; }
      if (at > (this.confirmedAt.get(requestId) ?? Infinity)) { this.checker.onResponseConfirmed(requestId); }
      this.checker.onResponse(requestId, body, this.startsKept(requestId, at), at);
      this.checker.onText(body, SECRETS);
      if (counted) { this.readCountedResponse(requestId, at, body, this.puts[index]); }
    });
    this.read.responses = responses.length;
  }

  /** How often faults have kept the function from starting the waiter, before it has responded itself. */
  private startsKept(requestId: string, at: number): number {
    const { invocations } = this.world.aws.lambda;
    const index = invocations.findLastIndex((each) =>
      each.at <= at && (each.endedAt ?? Infinity) >= at && kindOf(each.payload) === 'event'
      && requestIdOfPayload(each.payload) === requestId);
    return index < 0 ? 0 : this.invocations.met(invocations[index]!, index).startsKept;
  }

  private readConfirmations(): void {
    const { invocations } = this.world.aws.lambda;
    for (const invocation of invocations.slice(this.read.invocations)) {
      if (kindOf(invocation.payload) === 'event') {
        this.checker.onDelivery(requestIdOfPayload(invocation.payload), invocation.at);
      }
      const step = stepOf(invocation);
      if (step?.step !== 'respond' || invocation.outcome !== 'ok') { continue; }
      const requestId = requestIdOf(step);
      const earlier = this.confirmedAt.get(requestId) ?? Infinity;
      this.confirmedAt.set(requestId, Math.min(invocation.endedAt ?? 0, earlier));
    }
    this.read.invocations = invocations.length;
  }

  private readCountedResponse(requestId: string, at: number, body: string, put: Put | undefined): void {
    const event = this.events.get(requestId);
    const { Status: status, Reason: reason } = JSON.parse(body) as ResponseBody;
    this.checker.log(`${event?.RequestType} ${event?.LogicalResourceId} (${requestId}): ${status}, ${reason}`);
    if (!event || status !== 'SUCCESS' || event.RequestType === 'Delete') { return; }
    const { NamespaceName: name, KmsKeyId: desired, Window: window, Windows: windows } = event.ResourceProperties;
    const isFinal = window === windows || put?.stackStatus.includes('ROLLBACK');
    if (!isFinal) { return; }
    const observation = lastObservation(this.world, requestId, at);
    this.checker.onSuccess(requestId, String(name), String(desired), put?.state, observation, put?.stackStatus ?? '');
  }

  /** (iii) */
  private readNamespaces(): void {
    const { history } = this.world.aws.redshift;
    for (const { namespaceName, kmsKeyArn, status } of history.slice(this.read.history)) {
      if (status === 'DELETED') {
        this.live.delete(namespaceName);
        this.checker.onDeleted(namespaceName);
      } else if (this.live.has(namespaceName)) {
        this.checker.onKey(namespaceName, kmsKeyArn);
      } else {
        this.live.add(namespaceName);
        this.checker.onCreated(namespaceName, kmsKeyArn);
      }
    }
    this.read.history = history.length;
  }

  /** (vi): the alias moves after the last window, when the change has ended. */
  private readAliases(): void {
    const { kms: { aliasHistory }, redshift } = this.world.aws;
    for (const { at, aliasName, keyArn } of aliasHistory.slice(this.read.aliases)) {
      const view = redshift.views().find(({ namespaceName }) => aliasName.endsWith(`/${namespaceName}`));
      const state = view && stateAt(this.world, view.namespaceName, at);
      if (state && keyArn !== undefined) {
        this.checker.onComplete('the alias moves', view.namespaceName, keyArn, state);
      }
    }
    this.read.aliases = aliasHistory.length;
  }

  /** (vii): logs, stack events, and the errors of executions. */
  private readTexts(): void {
    const { lambda: { logLines }, stepFunctions: { executions } } = this.world.aws;
    for (const { line } of logLines.slice(this.read.logs)) { this.checker.onText(line, SECRETS); }
    this.read.logs = logLines.length;
    for (const event of this.stackEvents()) {
      const { status, logicalId, reason } = event;
      // A later stack may have the same name, so events are compared by identity.
      if (reason === undefined || this.readEvents.has(event)) { continue; }
      this.readEvents.add(event);
      this.checker.onText(reason, SECRETS);
      const isSibling = logicalId.startsWith('Sibling') && status === 'CREATE_FAILED';
      if (isSibling) { this.checker.met('disruption: sibling-fails'); }
      if (status.endsWith('_FAILED')) { this.checker.log(`${logicalId} ${status}: ${reason}`); }
    }
    for (const { error, cause } of executions) {
      if (error !== undefined) { this.checker.onText(`${error}: ${cause}`, SECRETS); }
    }
  }

  private stackEvents(): readonly StackEvent[] {
    return this.stackNames
      .filter((name) => this.world.cloudFormation.statusOf(name) !== undefined)
      .flatMap((name) => this.world.cloudFormation.events(name));
  }

  /** (iv), and (v) for the official handler of the namespace, which must never send a key. */
  private readKeyOperations(): void {
    const { aws, cloudFormation: { namespaceUpdates } } = this.world;
    for (const { operation, input } of aws.calls) {
      if (operation === 'ScheduleKeyDeletion' || operation === 'DisableKey') {
        this.checker.violate('iv', `${operation} of ${String(input.KeyId)}`);
      }
    }
    for (const { sent } of namespaceUpdates.slice(this.read.native)) {
      const text = JSON.stringify(sent);
      if ('kmsKeyId' in sent) { this.checker.violate('v', `CloudFormation itself sent a key: ${text}`); }
    }
    this.read.native = namespaceUpdates.length;
  }
}
