import type { InvariantNumber, Violation } from './violation';

/** A look may be behind the truth by so much: what was done by hand in that time cannot have been seen. */
export const STALE_MS = 30_000;
/** How an AWS-owned key is named, to everybody. */
export const AWS_OWNED = 'AWS_OWNED_KMS_KEY';

/** The truth about a namespace, as nobody but the simulation knows it. */
export interface Truth { readonly status: string; readonly keyArn?: string }

/** What a wish's last look has shown. */
export interface Look { readonly at: number; readonly status?: string; readonly keyArn?: string }

interface Sent { readonly acknowledged: 'accepted' | 'refused' | 'unknown'; readonly carriedOut: boolean; readonly namespaceName: string }
interface Request { readonly isDelete: boolean; answers: string[]; settled: boolean; givenUp: boolean }

/** Takes down what happens in a life, and says which invariant it breaks. Both gears report to it. */
export class Ledger {
  public readonly violations: Violation[] = [];
  public readonly story: string[] = [];
  private readonly requests = new Map<string, Request>();
  private readonly asks = new Map<string, Sent[]>();
  private readonly keys = new Map<string, string | undefined>();
  /** when a disturbance from outside last began, by namespace: a key changed by hand, or disabled */
  private readonly disturbed = new Map<string, number>();
  /** namespaces whose rollback would lead to an AWS-owned key: the service has no way back, and they stay */
  private readonly staysUp = new Set<string>();
  /** of the looks that SUCCESS stood on, the latest, by namespace */
  private readonly confirmed = new Map<string, number>();
  private readonly start: number;

  constructor(private readonly now: () => number) {
    this.start = now();
  }

  public get askCount(): number {
    return [...this.asks.values()].reduce((sum, sent) => sum + sent.length, 0);
  }

  public tell(line: string): void {
    this.story.push(`${String(Math.round((this.now() - this.start) / 1000)).padStart(8)} s  ${line}`);
  }

  public violate(invariant: InvariantNumber, what: string): void {
    this.violations.push({ invariant, what, atS: Math.round((this.now() - this.start) / 1000) });
    this.tell(`!! (${invariant}) ${what}`);
  }

  /** Somebody outside has touched what the product cannot hold: from now on, until it looks again. */
  public disturb(namespaceName: string): void {
    this.disturbed.set(namespaceName, this.now());
  }

  /** Somebody outside has asked for another key: what a wish had asked for is undone, and to ask again is no repetition. */
  public changedByHand(namespaceName: string): void {
    this.disturb(namespaceName);
    for (const [wish, all] of this.asks) {
      this.asks.set(wish, all.map((sent) => (sent.namespaceName === namespaceName ? { ...sent, carriedOut: false } : sent)));
    }
  }

  /** Whether somebody outside has touched the namespace since the looks that the last SUCCESS stood on. */
  public isDisturbed(namespaceName: string): boolean {
    const at = this.disturbed.get(namespaceName);
    return at !== undefined && at >= (this.confirmed.get(namespaceName) ?? 0) - STALE_MS;
  }

  /** (iii): the key that a namespace is on has changed, or is seen for the first time. */
  public moved(namespaceName: string, keyArn: string | undefined): void {
    if (this.keys.has(namespaceName) && this.keys.get(namespaceName) !== undefined && keyArn === undefined) {
      this.violate('iii', `${namespaceName} went from ${this.keys.get(namespaceName)} to an AWS-owned key`);
    }
    this.keys.set(namespaceName, keyArn);
  }

  /** (iii), (v): the product sends an UpdateNamespace. */
  public sends(wish: string, keyArn: string, look: Look | undefined): void {
    if (keyArn === AWS_OWNED || keyArn === '') { this.violate('iii', `${wish} asks for an AWS-owned key`); }
    if (!look?.status) { return; }
    if (look.status !== 'AVAILABLE') { this.violate('v', `${wish} asks although it has seen ${look.status}`); }
    if (look.keyArn === keyArn) { this.violate('v', `${wish} asks for the key that it has seen the namespace on`); }
  }

  /** (v): what became of an UpdateNamespace of the product. A refused one does not count as sent (docs/decisions/0006). */
  public asked(wish: string, sent: Sent): void {
    if (sent.acknowledged === 'refused' && !sent.carriedOut) { return; }
    const all = [...this.asks.get(wish) ?? [], sent];
    this.asks.set(wish, all);
    if (all.length > 2) { this.violate('v', `${wish} has sent ${all.length} asks`); }
    const accepted = all.filter(({ acknowledged }) => acknowledged === 'accepted').length;
    if (accepted > 1) { this.violate('v', `${wish} has had ${accepted} asks accepted`); }
    if (sent.carriedOut && all.filter(({ carriedOut }) => carriedOut).length > 1) { this.violate('v', `two asks of ${wish} were carried out`); }
  }

  /** The change that a wish had asked for ended without moving: a second one is no repetition. */
  public changeCameToNothing(wish: string): void {
    const all = this.asks.get(wish) ?? [];
    this.asks.set(wish, all.map((sent) => ({ ...sent, carriedOut: false })));
  }

  /** A request of CloudFormation's. */
  public requested(requestId: string, type: string): void {
    this.requests.set(requestId, { isDelete: type === 'Delete', answers: [], settled: false, givenUp: false });
  }

  /** (i): a PUT that CloudFormation has taken, whether its sender gets to know or not. */
  public answered(requestId: string, body: string): void {
    const request = this.requests.get(requestId);
    if (!request) { return this.violate('i', `an answer to ${requestId}, which nobody sent`); }
    // Fifteen tries to start the waiter have failed. One of them may have been carried out, or the event come once more.
    if (body.includes('the waiter could not be started')) {
      request.givenUp = true;
      return;
    }
    // A Delete whose start was carried out unheard is answered by the function and by the waiter: with the same bytes.
    const again = request.isDelete && request.answers.at(-1) === body;
    if (request.settled && !again) { this.violate('i', `${requestId} is answered again after its answer was taken`); }
    if (request.answers.some((before) => before !== body)) { this.violate('i', `${requestId} gets two different answers`); }
    request.answers.push(body);
  }

  /** The sender knows that the answer was taken, and has lived to write it down. */
  public settled(requestId: string): void {
    const request = this.requests.get(requestId);
    if (request) { request.settled = true; }
  }

  public isAnswered(requestId: string): boolean {
    const request = this.requests.get(requestId);
    return request !== undefined && (request.givenUp || request.answers.length > 0);
  }

  public get requestCount(): number {
    return this.requests.size;
  }

  /** (ii): CloudFormation has heard SUCCESS from the last window. */
  public succeeded(namespaceName: string, wanted: string, truth: Truth | undefined, look: Look | undefined, stackStatus: string): void {
    // CHANGE-3: "no change from a customer managed key to an AWS-owned key"
    if (wanted === AWS_OWNED && stackStatus.includes('ROLLBACK')) { this.staysUp.add(namespaceName); }
    this.confirmed.set(namespaceName, look?.at ?? this.now());
    if (!truth || this.isDisturbed(namespaceName)) { return; }
    if (!this.holds(namespaceName, truth, wanted)) { this.violate('ii', `SUCCESS, while ${namespaceName} is ${show(truth)} and shall be on ${wanted}`); }
  }

  /** (vi): an operation has ended COMPLETE, or had done so, and nothing has happened since. */
  public complete(when: string, namespaceName: string, wanted: string, truth: Truth | undefined): void {
    if (this.isDisturbed(namespaceName)) { return; }
    if (!truth) { return this.violate('vi', `${when}: there is no ${namespaceName}`); }
    if (!this.holds(namespaceName, truth, wanted)) { this.violate('vi', `${when}: ${namespaceName} is ${show(truth)}, and the template says ${wanted}`); }
  }

  private holds(namespaceName: string, truth: Truth, wanted: string): boolean {
    const onWanted = (truth.keyArn ?? AWS_OWNED) === wanted || (wanted === AWS_OWNED && this.staysUp.has(namespaceName));
    return truth.status === 'AVAILABLE' && onWanted;
  }

  /** (vii): whatever anybody may read. */
  public said(text: string, secrets: readonly string[]): void {
    const leaked = secrets.find((secret) => text.includes(secret));
    if (leaked !== undefined) { this.violate('vii', `a secret is in: ${text.replaceAll(leaked, '(secret)').slice(0, 300)}`); }
  }
}

const show = (truth: Truth): string => `${truth.status} on ${truth.keyArn ?? AWS_OWNED}`;
