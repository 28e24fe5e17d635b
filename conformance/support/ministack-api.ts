/** The few calls of ministack's API that the tests make. */
export class MinistackApi {
  constructor(
    private readonly url: string,
    private readonly account: string,
    private readonly region: string,
  ) {}

  /** A call in the AWS query protocol. The result is XML. */
  public async query(
    service: string, action: string, parameters: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ Action: action, ...parameters }).toString();
    return this.send(service, { method: 'POST', headers, body });
  }

  /** A call in the AWS JSON protocol. */
  public async json(
    service: string, target: string, input: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    const text = await this.send(service, { method: 'POST', headers, body: JSON.stringify(input) });
    return JSON.parse(text) as Record<string, unknown>;
  }

  public async get(service: string, path: string): Promise<Record<string, unknown>> {
    return JSON.parse(await this.send(service, { method: 'GET', headers: {} }, path)) as Record<string, unknown>;
  }

  private async send(
    service: string, init: { method: string; headers: Record<string, string>; body?: string }, path = '/',
  ): Promise<string> {
    // The account id is the access key of its root user, whose signatures ministack does not check.
    const credential = `${this.account}/20260101/${this.region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none`;
    const response = await fetch(`${this.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
    const text = await response.text();
    if (!response.ok) { throw new ApiError(response.status, text); }
    return text;
  }
}

export class ApiError extends Error {
  constructor(public readonly status: number, text: string) {
    super(`HTTP ${status}: ${text.slice(0, 500)}`);
  }
}

/** The contents of the elements of this name, in order. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, 'g'))].map(([, inner]) => decoded(inner ?? ''));
}

function decoded(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#x27;|&apos;/g, '\'')
    .replace(/&amp;/g, '&');
}
