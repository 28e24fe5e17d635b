import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, elements, type MinistackApi } from './ministack-api';
import { RealTime } from './real-time';
import { LocalAws } from '../../simulator/local-aws';
import type { KeyState } from '../../simulator/services/kms-key';
import type { Caller, CallRecord, NamespaceView } from '../../simulator/types';

export interface RedshiftEndpointOptions {
  readonly account: string;
  readonly region: string;
  /** how much faster than this machine's clock a namespace lives */
  readonly pace: number;
  /** access key that CloudFormation's handlers use */
  readonly cloudFormationKey: string;
  readonly ministack: () => MinistackApi;
}

/**
 * The simulated Redshift Serverless, alone, in real time, for a world where everything else is someone else's.
 *
 * Before each call it copies what the service would ask of others: the keys from ministack's KMS, and the policies of
 * the calling role from ministack's IAM.
 */
export class RedshiftEndpoint {
  public static async start(options: RedshiftEndpointOptions): Promise<RedshiftEndpoint> {
    const { account, region, pace } = options;
    const aws = await LocalAws.start({ account, region, start: Date.now() });
    const endpoint = new RedshiftEndpoint(options, aws, new RealTime(aws, pace));
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  private readonly server: http.Server;
  private readonly credentials = new Map<string, string>();
  private role?: string;

  private constructor(private readonly options: RedshiftEndpointOptions, private readonly aws: LocalAws, private readonly time: RealTime) {
    this.server = http.createServer((request, response) => {
      this.forward(request, response).catch((error: Error) => {
        process.stderr.write(`Redshift endpoint: ${error.stack}\n`);
        request.socket.destroy();
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public get calls(): readonly CallRecord[] {
    return this.aws.calls;
  }

  /** Calls by the product's function, not by CloudFormation. */
  public asks(): CallRecord[] {
    return this.aws.calls.filter(({ operation, principal }) => operation === 'UpdateNamespace' && principal === this.role);
  }

  /** What the simulated service has asked IAM, with the policies that ministack holds. */
  public decisions(): LocalAws['iam']['decisions'] {
    return this.aws.iam.decisions;
  }

  public history(): LocalAws['redshift']['history'] {
    return this.aws.redshift.history;
  }

  public namespace(name: string): NamespaceView | undefined {
    return this.aws.redshift.view(name);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.time.stop();
    await this.aws.stop();
  }

  private async forward(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) { chunks.push(chunk as Buffer); }
    const body = Buffer.concat(chunks).toString('utf8');
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'none';
    const caller = await this.caller(key);
    await this.copyKey(body);
    const headers = { ...request.headers, authorization: (request.headers.authorization ?? '').replace(key, this.known(caller)) };
    const { port } = new URL(this.aws.endpoint.url);
    const inner = http.request({ host: '127.0.0.1', port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    inner.on('error', () => request.socket.destroy());
    inner.end(body);
  }

  /** CloudFormation, or else the role of the one function in the account. */
  private async caller(key: string): Promise<Caller> {
    if (key === this.options.cloudFormationKey) { return { principal: 'cloudformation', administrator: true }; }
    const { Functions } = await this.options.ministack().get('lambda', '/2015-03-31/functions/') as { Functions: { Role: string }[] };
    if (Functions.length !== 1) { throw new Error(`${Functions.length} functions in the account; whose call is this?`); }
    this.role = Functions[0].Role.split('/').pop() ?? '';
    await this.copyPolicies(this.role);
    return { principal: this.role, administrator: false };
  }

  private known(caller: Caller): string {
    const known = this.credentials.get(caller.principal) ?? this.aws.endpoint.registerCredentials(caller).accessKeyId;
    this.credentials.set(caller.principal, known);
    return known;
  }

  private async copyPolicies(role: string): Promise<void> {
    const ministack = this.options.ministack();
    const names = elements(await ministack.query('iam', 'ListRolePolicies', { RoleName: role, Version: '2010-05-08' }), 'member');
    const policies = await Promise.all(names.map(async (name) => {
      const [document = ''] = elements(await ministack.query('iam', 'GetRolePolicy', { RoleName: role, PolicyName: name, Version: '2010-05-08' }), 'PolicyDocument');
      return [name, JSON.parse(document.startsWith('%7B') ? decodeURIComponent(document) : document)] as const;
    }));
    if (this.aws.iam.hasRole(role)) { this.aws.iam.deleteRole(role); }
    this.aws.iam.putRole(role, { policies: Object.fromEntries(policies) });
  }

  /** Redshift asks KMS about the key that a request names; here KMS is ministack's. */
  private async copyKey(body: string): Promise<void> {
    const named = (JSON.parse(body === '' ? '{}' : body) as { kmsKeyId?: unknown }).kmsKeyId;
    const known = this.aws.kms.allKeys().map(({ arn }) => arn);
    for (const reference of new Set([...known, ...(typeof named === 'string' ? [named] : [])])) {
      try {
        const { KeyMetadata } = await this.options.ministack().json('kms', 'TrentService.DescribeKey', { KeyId: reference }) as { KeyMetadata: KeyMetadata };
        const { KeyId: keyId, KeyState: state, KeySpec: keySpec, KeyUsage: keyUsage } = KeyMetadata;
        const alias = /:(alias\/.*)/.exec(reference)?.[1];
        this.aws.kms.addKey({ keyId, state, keySpec, keyUsage, ...(alias === undefined ? {} : { alias }) });
      } catch (error) {
        if (!(error instanceof ApiError)) { throw error; }
      }
    }
  }
}

interface KeyMetadata { readonly KeyId: string; readonly KeyState: KeyState; readonly KeySpec: string; readonly KeyUsage: string }
