import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, elements, type MinistackApi } from './ministack-api';
import { RealTime } from './real-time';
import { LocalAws } from '../../simulator/local-aws';
import type { KeyState } from '../../simulator/services/kms-key';
import type { Caller, CallRecord, NamespaceView } from '../../simulator/types';
import { deployPolicy } from '../../test/stories/deploy-policy';

/** The role that CloudFormation has: it is no administrator. */
export const DEPLOY_ROLE = 'deployer';

export interface RedshiftEndpointOptions {
  readonly account: string;
  readonly region: string;
  /** how much faster than the machine's clock the simulated service runs */
  readonly speed: number;
  /** access key of CloudFormation's own handlers */
  readonly cloudFormationKey: string;
  readonly stackName: string;
  readonly ministack: () => MinistackApi;
}

/**
 * The simulated Redshift Serverless in real time, next to ministack, which stands for all other services.
 *
 * Before each call it copies what the service reads from others: the keys from ministack's KMS, and the policies of the
 * calling role from ministack's IAM.
 */
export class RedshiftEndpoint {
  public static async start(options: RedshiftEndpointOptions): Promise<RedshiftEndpoint> {
    const { account, region, speed } = options;
    const aws = await LocalAws.start({ account, region, start: Date.now() });
    // Ministack authorizes what CloudFormation does elsewhere, so the asset bucket does not matter here.
    const { partition } = aws;
    const policy = deployPolicy({ partition, account, region, stackName: options.stackName, assetBucket: 'none' });
    aws.iam.putRole(DEPLOY_ROLE, { policies: { deploy: policy } });
    const endpoint = new RedshiftEndpoint(options, aws, new RealTime(aws, speed));
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  private readonly server: http.Server;
  private readonly credentials = new Map<string, string>();
  private role?: string;

  private constructor(
    private readonly options: RedshiftEndpointOptions,
    private readonly aws: LocalAws,
    private readonly time: RealTime,
  ) {
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

  /** Updates that the library's function has sent, without those of CloudFormation. */
  public updates(): CallRecord[] {
    return this.aws.calls.filter(({ operation, principal }) =>
      operation === 'UpdateNamespace' && principal === this.role);
  }

  /** Decisions of the simulated IAM on calls of CloudFormation, or of the function with its policies of ministack. */
  public decisions(caller: 'CloudFormation' | 'function'): LocalAws['iam']['decisions'] {
    return this.aws.iam.decisions.filter(({ principal }) =>
      (principal === DEPLOY_ROLE) === (caller === 'CloudFormation'));
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
    await this.copyKeys(body);
    const authorization = (request.headers.authorization ?? '').replace(key, this.accessKeyOf(caller));
    const headers = { ...request.headers, authorization };
    const { port } = new URL(this.aws.endpoint.url);
    const target = { host: '127.0.0.1', port, method: request.method, path: request.url, headers };
    const inner = http.request(target, (innerResponse) => {
      response.writeHead(innerResponse.statusCode ?? 500, innerResponse.headers);
      innerResponse.pipe(response);
    });
    inner.on('error', () => request.socket.destroy());
    inner.end(body);
  }

  /** CloudFormation, or else the role of the one function in the account. */
  private async caller(key: string): Promise<Caller> {
    if (key === this.options.cloudFormationKey) { return { principal: DEPLOY_ROLE, administrator: false }; }
    const { Functions } = await this.options.ministack().get('lambda', '/2015-03-31/functions/');
    const [onlyFunction, ...others] = Functions as LambdaFunction[];
    if (onlyFunction === undefined || others.length > 0) {
      throw new Error(`the account must have one function, the caller, got: ${(Functions as LambdaFunction[]).length}`);
    }
    this.role = onlyFunction.Role.split('/').pop() ?? '';
    await this.copyPolicies(this.role);
    return { principal: this.role, administrator: false };
  }

  private accessKeyOf(caller: Caller): string {
    const accessKeyId = this.credentials.get(caller.principal)
      ?? this.aws.endpoint.registerCredentials(caller).accessKeyId;
    this.credentials.set(caller.principal, accessKeyId);
    return accessKeyId;
  }

  private async copyPolicies(role: string): Promise<void> {
    const ministack = this.options.ministack();
    const parameters = { RoleName: role, Version: '2010-05-08' };
    const names = elements(await ministack.query('iam', 'ListRolePolicies', parameters), 'member');
    const policies = await Promise.all(names.map(async (name) => {
      const policy = await ministack.query('iam', 'GetRolePolicy', { ...parameters, PolicyName: name });
      const [document = ''] = elements(policy, 'PolicyDocument');
      return [name, JSON.parse(document.startsWith('%7B') ? decodeURIComponent(document) : document)] as const;
    }));
    if (this.aws.iam.hasRole(role)) { this.aws.iam.deleteRole(role); }
    this.aws.iam.putRole(role, { policies: Object.fromEntries(policies) });
  }

  /** Redshift Serverless reads the key that a request names from KMS, which is ministack's. */
  private async copyKeys(body: string): Promise<void> {
    const isJson = body.startsWith('{');
    const requested = isJson ? (JSON.parse(body) as { kmsKeyId?: unknown }).kmsKeyId : undefined;
    const copied = this.aws.kms.allKeys().map(({ arn }) => arn);
    for (const reference of new Set([...copied, ...(typeof requested === 'string' ? [requested] : [])])) {
      try {
        await this.copyKey(reference);
      } catch (error) {
        if (!(error instanceof ApiError)) { throw error; }
      }
    }
  }

  private async copyKey(reference: string): Promise<void> {
    const result = await this.options.ministack().json('kms', 'TrentService.DescribeKey', { KeyId: reference });
    const { KeyId: keyId, KeyState: state, KeySpec: keySpec, KeyUsage: keyUsage } = result.KeyMetadata as KeyMetadata;
    const alias = /:(alias\/.*)/.exec(reference)?.[1];
    this.aws.kms.addKey({ keyId, state, keySpec, keyUsage, ...(alias === undefined ? {} : { alias }) });
  }
}

interface LambdaFunction { readonly Role: string }

interface KeyMetadata {
  readonly KeyId: string;
  readonly KeyState: KeyState;
  readonly KeySpec: string;
  readonly KeyUsage: string;
}
