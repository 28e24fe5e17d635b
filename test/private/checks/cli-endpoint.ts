import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Cloud Control knows about the namespace. */
export type CloudControl =
  | { readonly kind: 'found'; readonly kmsKeyId?: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'denied' };

const ACCOUNT = '111122223333';

/** STS and Cloud Control on loopback, as far as a lookup of the CDK CLI needs them. */
export class CliEndpoint {
  public static async start(): Promise<CliEndpoint> {
    const endpoint = new CliEndpoint();
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  public answer: CloudControl = { kind: 'not-found' };
  /** actions that were called, in order */
  public readonly calls: string[] = [];
  private port?: number;
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));

  /** stays the same when it has stopped */
  public get url(): string {
    this.port ??= (this.server.address() as AddressInfo).port;
    return `http://127.0.0.1:${this.port}`;
  }

  public async stop(): Promise<void> {
    if (!this.server.listening) { return; }
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) { body += String(chunk); }
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') { return this.cloudControl(target, body, response); }
    const action = new URLSearchParams(body).get('Action') ?? 'unknown';
    this.calls.push(action);
    const result = stsResult(action);
    response.writeHead(result ? 200 : 400, { 'content-type': 'text/xml' }).end(result
      ? `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">`
        + `<${action}Result>${result}</${action}Result>`
        + `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
      : '<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>');
  }

  private cloudControl(target: string, body: string, response: ServerResponse): void {
    this.calls.push(target.split('.')[1]);
    const { Identifier, TypeName } = JSON.parse(body) as { Identifier: string; TypeName: string };
    const put = (status: number, content: object) =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(content));
    switch (this.answer.kind) {
      case 'found': {
        const { kmsKeyId } = this.answer;
        const Namespace = { NamespaceName: Identifier, NamespaceId: 'id-1', Status: 'AVAILABLE', KmsKeyId: kmsKeyId };
        const Properties = JSON.stringify({ NamespaceName: Identifier, Namespace });
        return put(200, { TypeName, ResourceDescription: { Identifier, Properties } });
      }
      case 'not-found':
        return put(400, {
          __type: 'com.amazonaws.cloudcontrol#ResourceNotFoundException',
          message: `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`,
        });
      case 'denied':
        return put(400, {
          __type: 'com.amazon.coral.service#AccessDeniedException',
          message: 'User is not authorized to perform: cloudformation:GetResource',
        });
    }
  }
}

/** What STS answers to an action; undefined = it does not know the action. */
function stsResult(action: string): string | undefined {
  switch (action) {
    case 'GetCallerIdentity':
      return `<Arn>arn:aws:iam::${ACCOUNT}:user/nobody</Arn><UserId>AIDA</UserId><Account>${ACCOUNT}</Account>`;
    case 'AssumeRole':
      return `<AssumedRoleUser><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/lookup/s</Arn>`
        + '<AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser><Credentials>'
        + '<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>'
        + '<SessionToken>none</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>';
    default:
      return undefined;
  }
}
