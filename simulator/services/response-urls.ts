import { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Environment } from './environment';

/**
 * Receives the response of a custom resource.
 * Returns what its sender gets: an HTTP status, a broken connection, or nothing.
 */
export type ResponseHandler = (body: string, headers: IncomingHttpHeaders) => number | 'never' | 'reset';

/** One PUT. */
export interface ResponsePut {
  readonly at: number;
  readonly token: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  outcome: number | 'never' | 'reset';
}

const PATH = '/cfn-response/';
/** CFN-17: a ResponseURL expires after two hours. */
const EXPIRES_SECONDS = 7200;

interface Pending { readonly signature: string; readonly date: string; readonly handler: ResponseHandler }

/** The pre-signed URLs that custom resources send their responses to. They behave like Amazon S3. */
export class ResponseUrls {
  public readonly puts: ResponsePut[] = [];
  /** every URL that was opened, for tests that search for leaks */
  public readonly urls: string[] = [];
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly env: Environment, private readonly base: () => string) {}

  public open(handler: ResponseHandler): { url: string; token: string; close: () => void } {
    const token = this.env.random.uuid();
    const signature = this.env.random.hex(64);
    // CFN-17: the date of a ResponseURL is when it was signed.
    const date = new Date(this.env.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    this.pending.set(token, { signature, date, handler });
    const accessKeyId = `AKIA${this.env.random.hex(16).toUpperCase()}`;
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': date,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': String(EXPIRES_SECONDS),
      'X-Amz-Credential': `${accessKeyId}/${date.slice(0, 8)}/${this.env.region}/s3/aws4_request`,
      'X-Amz-Signature': signature,
    });
    const url = `${this.base()}${PATH}${token}?${query.toString()}`;
    this.urls.push(url);
    return { url, token, close: () => this.pending.delete(token) };
  }

  public serves(request: IncomingMessage): boolean {
    return request.url?.startsWith(PATH) === true;
  }

  public async respond(
    request: IncomingMessage,
    body: string,
  ): Promise<'reset' | 'never' | { status: number; headers: Record<string, string>; body: string }> {
    const url = new URL(request.url ?? '', 'http://localhost');
    const token = url.pathname.slice(PATH.length);
    const outcome = this.outcome(request, token, url.searchParams, body);
    this.puts.push({ at: this.env.clock.now(), token, body, headers: request.headers, outcome });
    return typeof outcome === 'string'
      ? outcome
      : { status: outcome, headers: { 'x-amz-request-id': this.env.random.hex(16).toUpperCase() }, body: '' };
  }

  private outcome(
    request: IncomingMessage,
    token: string,
    query: URLSearchParams,
    body: string,
  ): number | 'reset' | 'never' {
    const open = this.pending.get(token);
    // S3 returns 403 for a signature that is wrong or has expired. The date and the expiry are signed.
    if (request.method !== 'PUT' || !open || open.signature !== query.get('X-Amz-Signature')) { return 403; }
    const isSigned = query.get('X-Amz-Date') === open.date && query.get('X-Amz-Expires') === String(EXPIRES_SECONDS);
    if (!isSigned || this.env.clock.now() > signedAt(open.date) + EXPIRES_SECONDS * 1000) { return 403; }
    // S3 accepts a chunked upload only with x-amz-content-sha256.
    if (request.headers['transfer-encoding'] !== undefined) { return 501; }
    return open.handler(body, request.headers);
  }
}

/** Milliseconds since 1970 of a date such as 20260115T090000Z. */
function signedAt(date: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}
