import { LEAST_PUTS, LEAST_STARTS } from './invocations';

/** Lambda's last delivery of an event comes this long after the first one, or later. */
const LAST_DELIVERY_MS = 150_000;
const COULD_NOT_START = 'the waiter could not be started';

interface Request {
  readonly isDelete: boolean;
  readonly responses: string[];
  /** the sender knows that the response was taken */
  isConfirmed: boolean;
  /** the function responded FAILED because drawn faults have kept it from starting the waiter */
  isWaiterMissing: boolean;
  firstDeliveredAt?: number;
  /** tries to submit a response, and those of them that a drawn fault has kept from CloudFormation */
  puts: number;
  putsKept: number;
}

/** For invariant (i): the responses to each request. */
export class Responses {
  private readonly requests = new Map<string, Request>();

  public get count(): number {
    return this.requests.size;
  }

  public add(requestId: string, isDelete: boolean): void {
    this.requests.set(requestId, {
      isDelete, responses: [], isConfirmed: false, isWaiterMissing: false, puts: 0, putsKept: 0,
    });
  }

  /** An invocation with the event of a request begins. */
  public deliver(requestId: string, now: number): void {
    const request = this.requests.get(requestId);
    if (request) { request.firstDeliveredAt ??= now; }
  }

  /** The product tries to submit a response. */
  public put(requestId: string, isKept: boolean): void {
    const request = this.requests.get(requestId);
    if (!request) { return; }
    request.puts += 1;
    if (isKept) { request.putsKept += 1; }
  }

  /**
   * CloudFormation has taken a response.
   *
   * @param startsKept how often faults have kept the sender, an invocation, from starting the waiter
   * @returns what is wrong
   */
  public receive(requestId: string, body: string, startsKept: number, now: number): string[] {
    const request = this.requests.get(requestId);
    if (!request) { return [`there is a response to ${requestId}, which CloudFormation never sent`]; }
    if (body.includes(COULD_NOT_START)) {
      const isLast = now - (request.firstDeliveredAt ?? now) >= LAST_DELIVERY_MS;
      if (startsKept < LEAST_STARTS || !isLast) { return [`no fault explains that ${requestId} has no waiter`]; }
      // One of the tries may have been carried out, or the event may come again.
      request.isWaiterMissing = true;
      return [];
    }
    // Function and waiter both respond to a Delete when the start failed but was carried out: with the same bytes.
    const isRepetition = request.isDelete && request.responses.at(-1) === body;
    const wrong = [
      ...(request.isConfirmed && !isRepetition
        ? [`there is another response to ${requestId} after the first one was confirmed`]
        : []),
      ...(request.responses.some((before) => before !== body)
        ? [`there are two different responses to ${requestId}`]
        : []),
    ];
    request.responses.push(body);
    return wrong;
  }

  /** The sender knows that its response was taken, and has lived to record it. */
  public confirm(requestId: string): void {
    const request = this.requests.get(requestId);
    if (request) { request.isConfirmed = true; }
  }

  public last(requestId: string): string {
    return this.requests.get(requestId)?.responses.at(-1) ?? '';
  }

  public has(requestId: string): boolean {
    const request = this.requests.get(requestId);
    return request !== undefined && (request.isWaiterMissing || request.responses.length > 0);
  }

  /** Whether every try to submit a response was kept from CloudFormation, and there were enough. */
  public isUndelivered(requestId: string): boolean {
    const { puts = 0, putsKept = 0 } = this.requests.get(requestId) ?? {};
    return puts >= LEAST_PUTS && puts === putsKept;
  }
}
