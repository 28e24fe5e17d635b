import { VirtualClock } from '../clock';
import { ServiceError } from '../types';
import { CloudFormation } from './cloudformation';
import type { CustomResourceEvent } from './custom-resource';
import type { Json, ResponseOutcome, StackHost } from './host';
import type { CloudFormationOptions } from './options';
import type { StackSource } from './source';

/** The response of a fake custom resource. */
export interface FakeResponse {
  /** @default 10 */
  readonly afterSeconds?: number;
  /** undefined: it never responds */
  readonly body?: string | Json;
}

export type FakeHandler = (event: CustomResourceEvent) => FakeResponse;

export const TOKEN = 'arn:aws:lambda:us-east-1:111122223333:function:handler';

/** A handler that succeeds. The attribute Value is the property Value. */
export const succeed: FakeHandler = (event) => ({ body: success(event) });

export function success(event: CustomResourceEvent, change: Json = {}): Json {
  return {
    Status: 'SUCCESS',
    PhysicalResourceId: event.PhysicalResourceId ?? `${event.LogicalResourceId}-id`,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: { Value: event.ResourceProperties.Value ?? '' },
    ...change,
  };
}

export const failure = (event: CustomResourceEvent, reason: string): Json =>
  success(event, { Status: 'FAILED', Reason: reason });

/** An account with one function that responds, and with namespaces whose updates take as long as a test says. */
export class FakeHost implements StackHost {
  public readonly clock = new VirtualClock();
  public readonly account = '111122223333';
  public readonly region = 'us-east-1';
  public handler: FakeHandler = succeed;
  /** how long an UpdateNamespace keeps a namespace busy */
  public updateMinutes = 1;
  public readonly log: string[] = [];
  public readonly iam = this.recorder(['putRole', 'putRolePolicy', 'deleteRolePolicy', 'deleteRole']);
  public readonly stepFunctions = this.recorder(['createStateMachine', 'updateStateMachine', 'deleteStateMachine']);
  public readonly lambda = {
    ...this.recorder(['createFunction', 'updateFunction', 'deleteFunction']),
    invokeAsync: (arn: string, payload: unknown) => {
      if (arn !== TOKEN) { throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404); }
      const event = payload as CustomResourceEvent;
      const { afterSeconds = 10, body } = this.handler(event);
      if (body === undefined) { return; }
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      this.clock.setTimeout(() => this.urls.get(event.ResponseURL)?.(text), afterSeconds * 1000);
    },
  };
  private readonly urls = new Map<string, (body: string) => ResponseOutcome>();
  private readonly busyUntil = new Map<string, number>();

  public openResponse(handler: (body: string) => ResponseOutcome): { url: string; close(): void } {
    const url = `https://response.example/${this.urls.size + 1}`;
    this.urls.set(url, handler);
    return { url, close: () => { this.urls.delete(url); } };
  }

  public async call(
    _caller: unknown,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    if (operation !== 'GetNamespace') { this.log.push(`${operation} ${JSON.stringify(input)}`); }
    if (service === 'kms') {
      return { KeyMetadata: { KeyId: 'key-1', Arn: 'arn:aws:kms:us-east-1:111122223333:key/key-1' } };
    }
    if (operation === 'TagResource') { return {}; }
    const name = String(input.namespaceName);
    const until = this.busyUntil.get(name);
    switch (operation) {
      case 'CreateNamespace':
        this.busyUntil.set(name, this.clock.now() + 60_000);
        break;
      case 'DeleteNamespace':
        this.busyUntil.delete(name);
        break;
      default:
        if (until === undefined) {
          throw new ServiceError('ResourceNotFoundException', `Serverless namespace ${name} not found.`);
        }
    }
    if (operation === 'UpdateNamespace') {
      if ((until ?? 0) > this.clock.now()) {
        throw new ServiceError('ConflictException', 'There is an operation running on the namespace.');
      }
      this.busyUntil.set(name, this.clock.now() + this.updateMinutes * 60_000);
    }
    const busy = (this.busyUntil.get(name) ?? 0) > this.clock.now();
    return {
      namespace: {
        namespaceName: name,
        namespaceArn: `arn:namespace/${name}`,
        kmsKeyId: 'k',
        status: busy ? 'MODIFYING' : 'AVAILABLE',
      },
    };
  }

  private recorder<N extends string>(names: readonly N[]): Record<N, (...args: readonly unknown[]) => void> {
    const entries = names.map(
      (name) =>
        [
          name,
          (...args: readonly unknown[]) => { this.log.push(`${name} ${JSON.stringify(args)}`); },
        ] as const,
    );
    return Object.fromEntries(entries) as Record<N, (...args: readonly unknown[]) => void>;
  }
}

/** A stack named `Stack` with these resources. */
export function stackOf(resources: Json, more: Json = {}): StackSource {
  return { stackName: 'Stack', template: { Resources: resources, ...more }, assetFolder: (key) => `/assets/${key}` };
}

export const custom = (properties: Json = {}, attributes: Json = {}): Json =>
  ({ Type: 'Custom::Thing', Properties: { ServiceToken: TOKEN, ...properties }, ...attributes });

export const plain = (properties: Json = {}, attributes: Json = {}): Json => ({
  Type: 'Test::Resource',
  Properties: properties,
  ...attributes,
});

/** A test bench: CloudFormation on a fake host, and short forms for tests. */
export class Bench {
  public readonly host = new FakeHost();
  public readonly cfn: CloudFormation;
  private mark = 0;

  constructor(options: CloudFormationOptions = {}) {
    this.cfn = new CloudFormation(this.host, options);
  }

  public run<T>(promise: Promise<T>): Promise<T> {
    return this.host.clock.run(promise);
  }

  public async deploy(resources: Json, more: Json = {}, options: { disableRollback?: boolean } = {}): Promise<string> {
    const { status } = await this.run(this.cfn.deploy(stackOf(resources, more), options));
    return status;
  }

  /** Forgets the calls and events so far. */
  public forget(): void {
    this.cfn.calls.length = 0;
    this.mark = this.cfn.events('Stack').length;
  }

  /** `action logicalId` of each call of a handler since `forget`. */
  public calls(): readonly string[] {
    return this.cfn.calls.map((call) => `${call.rollback ? 'rollback ' : ''}${call.action} ${call.logicalId}`);
  }

  /** `logicalId status reason` of each event since `forget`. */
  public rows(): readonly string[] {
    return this.cfn
      .events('Stack')
      .slice(this.mark)
      .map((event) => [event.logicalId, event.status, event.reason].filter(Boolean).join(' '));
  }
}
