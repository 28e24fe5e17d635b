import { NAMESPACE_UPDATES_WITH_KEY } from './native';
import type { Step } from '../../../src/key-change/state';
import type { CustomResourceEvent, StackEvent } from '../../simulator/cloudformation';
import type { NamespaceView } from '../../simulator/types';
import type { World } from '../../stories/world';
import type { Ledger, Look, Truth } from '../ledger';

const SECRETS = ['X-Amz-Signature', '/cfn-response/'];
/** A namespace as it is, to whoever may see it. */
export const truthOf = ({ status, kmsKeyArn }: NamespaceView): Truth => ({ status, keyArn: kmsKeyArn });

type Put = { readonly truth?: Truth; readonly stackStatus: string };

/** Reads what has been recorded since it read last, and tells the ledger. */
export class Observer {
  private readonly puts: Put[] = [];
  private readonly seen = { requests: 0, answers: 0, invocations: 0, calls: 0, history: 0, logs: 0, aliases: 0, native: 0 };
  /** events of stacks, of which a later one may have the same name */
  private readonly told = new WeakSet<StackEvent>();
  private readonly settledAt = new Map<string, number>();
  private readonly events = new Map<string, CustomResourceEvent>();

  constructor(
    private readonly world: World,
    private readonly ledger: Ledger,
    /** for each PUT, whether it failed to reach CloudFormation */
    private readonly faulted: readonly boolean[],
    private readonly stackName: string,
  ) {}

  /** At the moment of a PUT: the truth, for later. */
  public notePut(): void {
    const { cloudFormation, aws } = this.world;
    const event = cloudFormation.requests.at(-1)?.event;
    const name = event?.ResourceProperties.NamespaceName as string | undefined;
    const view = name === undefined ? undefined : aws.redshift.view(name);
    this.puts.push({ truth: view && truthOf(view), stackStatus: cloudFormation.describe(this.stackName).status });
  }

  public read(): void {
    const { cloudFormation, aws } = this.world;
    for (const { event } of cloudFormation.requests.slice(this.seen.requests)) {
      this.events.set(event.RequestId, event);
      this.ledger.requested(event.RequestId, event.RequestType);
    }
    this.seen.requests = cloudFormation.requests.length;
    this.readAsks();
    this.readAnswers();
    this.readHistory();
    for (const line of aws.lambda.logLines.slice(this.seen.logs)) { this.ledger.said(line.line, SECRETS); }
    this.seen.logs = aws.lambda.logLines.length;
    this.readEvents();
    for (const { error, cause } of aws.stepFunctions.executions) { if (error !== undefined) { this.ledger.said(`${error}: ${cause}`, SECRETS); } }
    for (const { operation, input } of aws.calls) {
      if (operation === 'ScheduleKeyDeletion' || operation === 'DisableKey') { this.ledger.violate('iv', `${operation} of ${String(input.KeyId)}`); }
    }
    for (const update of NAMESPACE_UPDATES_WITH_KEY(cloudFormation.namespaceUpdates.slice(this.seen.native))) { this.ledger.violate('v', `CloudFormation itself sent a key: ${JSON.stringify(update.sent)}`); }
    this.seen.native = cloudFormation.namespaceUpdates.length;
  }

  private readEvents(): void {
    const { cloudFormation } = this.world;
    try {
      for (const event of cloudFormation.events(this.stackName)) {
        const { status, logicalId, reason } = event;
        if (reason === undefined || this.told.has(event)) { continue; }
        this.told.add(event);
        this.ledger.said(reason, SECRETS);
        if (status.endsWith('_FAILED')) { this.ledger.tell(`${logicalId} ${status}: ${reason}`); }
      }
    } catch {
      // no stack yet
    }
  }

  private readAsks(): void {
    const { aws } = this.world;
    const steps = aws.lambda.invocations.filter(({ payload }) => (payload as Partial<Step>).step === 'ask');
    for (const call of aws.calls.slice(this.seen.calls)) {
      if (call.operation !== 'UpdateNamespace' || !call.principal.includes('FunctionRole')) { continue; }
      const step = steps.find(({ at, endedAt, payload }) => {
        const { wish, known } = (payload as Step).state;
        return at <= call.at && call.at <= (endedAt ?? Infinity) && (known.keyArn ?? wish.key) === call.input.kmsKeyId;
      });
      const wish = step ? (step.payload as Step).state.wish.request.requestId : 'nobody';
      const name = String(call.input.namespaceName);
      const look = this.lookOf(wish, call.at);
      const shown = look && this.truthAt(name, look.at);
      // What changed while the look was under way may have been seen, or not.
      const isClear = look && JSON.stringify(this.truthAt(name, look.endedAt)) === JSON.stringify(shown);
      if (aws.unknowns.staleReads === 0 && shown && isClear) { this.ledger.sends(wish, String(call.input.kmsKeyId), { at: look.at, ...shown }); }
      const carriedOut = aws.redshift.history.some(({ at, namespaceName, status }) => Math.abs(at - call.at) <= 40_000 && at >= call.at && namespaceName === name && status === 'MODIFYING')
        && (call.outcome === 'ok' || call.outcome === 'lost');
      const refused = !['ok', 'lost', 'reset', 'InternalServerException'].includes(call.outcome);
      const before = this.truthAt(name, call.at - 1);
      if (carriedOut && before?.status === 'AVAILABLE' && before.keyArn !== call.input.kmsKeyId) { this.ledger.changeCameToNothing(wish); }
      const heard = step?.outcome === 'ok' && call.outcome === 'ok';
      this.ledger.tell(`UpdateNamespace of ${wish} to ${String(call.input.kmsKeyId)}: ${call.outcome}`);
      this.ledger.asked(wish, { acknowledged: refused ? 'refused' : heard ? 'accepted' : 'unknown', carriedOut, namespaceName: name });
    }
    this.seen.calls = aws.calls.length;
  }

  private readAnswers(): void {
    const { aws, cloudFormation } = this.world;
    const settlings = aws.lambda.invocations.slice(this.seen.invocations)
      .filter(({ payload, outcome }) => (payload as Partial<Step>).step === 'answer' && outcome === 'ok')
      .map(({ payload, endedAt }) => ({ at: endedAt ?? 0, requestId: (payload as Step).state.wish.request.requestId }));
    this.seen.invocations = aws.lambda.invocations.length;
    for (const { at, requestId } of settlings) { this.settledAt.set(requestId, Math.min(at, this.settledAt.get(requestId) ?? Infinity)); }
    cloudFormation.answers.forEach((answer, index) => {
      if (index < this.seen.answers || this.faulted[index]) { return; }
      const { requestId, at, body, counted } = answer;
      if (at > (this.settledAt.get(requestId) ?? Infinity)) { this.ledger.settled(requestId); }
      this.ledger.answered(requestId, body);
      this.ledger.said(body, SECRETS);
      if (counted) { this.judgeAnswer(requestId, at, body, this.puts[index]); }
    });
    this.seen.answers = cloudFormation.answers.length;
  }

  private judgeAnswer(requestId: string, at: number, body: string, put: Put | undefined): void {
    const event = this.events.get(requestId);
    const { Status: status, Reason: reason } = JSON.parse(body) as { Status: string; Reason: string };
    this.ledger.tell(`${event?.RequestType} ${event?.LogicalResourceId} (${requestId}): ${status}, ${reason}`);
    if (!event || status !== 'SUCCESS' || event.RequestType === 'Delete') { return; }
    const { NamespaceName: name, KmsKeyId: wanted, Window: window, Windows: windows } = event.ResourceProperties;
    const isLast = window === windows || put?.stackStatus.includes('ROLLBACK');
    if (isLast) { this.ledger.succeeded(String(name), String(wanted), put?.truth, this.lookOf(requestId, at), put?.stackStatus ?? ''); }
  }

  /** (iii), and (ii) for what follows the last window: the alias. */
  private readHistory(): void {
    const { aws } = this.world;
    for (const { namespaceName, kmsKeyArn, status } of aws.redshift.history.slice(this.seen.history)) {
      if (status !== 'DELETED') { this.ledger.moved(namespaceName, kmsKeyArn); }
    }
    this.seen.history = aws.redshift.history.length;
    for (const { at, aliasName, keyArn } of aws.kms.aliasHistory.slice(this.seen.aliases)) {
      const name = aws.redshift.views().map(({ namespaceName }) => namespaceName).find((each) => aliasName.endsWith(`/${each}`));
      const truth = name === undefined ? undefined : this.truthAt(name, at);
      if (truth && keyArn !== undefined) { this.ledger.complete('the alias is pointed', name!, keyArn, truth); }
    }
    this.seen.aliases = aws.kms.aliasHistory.length;
  }

  private lookOf(requestId: string, before: number): Look & { readonly endedAt: number } | undefined {
    const look = this.world.aws.lambda.invocations.findLast(({ payload, endedAt, outcome }) => {
      const { step, state } = payload as Partial<Step>;
      return step === 'look' && outcome === 'ok' && (endedAt ?? Infinity) <= before && state?.wish.request.requestId === requestId;
    });
    return look && { at: look.at, endedAt: look.endedAt ?? before };
  }

  private truthAt(name: string, at: number): Truth | undefined {
    const moment = this.world.aws.redshift.history.findLast((each) => each.namespaceName === name && each.at <= at);
    return moment && moment.status !== 'DELETED' ? { status: moment.status, keyArn: moment.kmsKeyArn } : undefined;
  }
}
