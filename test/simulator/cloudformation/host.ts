import type { VirtualClock } from '../clock';
import type { Caller } from '../types';

/** A value as JSON knows it, not looked into. */
export type Json = Readonly<Record<string, unknown>>;

/** What AWS::Lambda::Function makes of its properties. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** the unpacked asset */
  readonly folder: string;
  /** such as `index.handler` */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string>>;
  readonly roleName: string;
}

/** How Lambda keeps and repeats asynchronous events. */
export interface EventInvokeSpec {
  readonly maximumEventAgeSeconds?: number;
  readonly maximumRetryAttempts?: number;
}

export interface StateMachineSpec {
  readonly name: string;
  readonly arn: string;
  /** Amazon States Language, as a string */
  readonly definition: string;
  readonly roleName: string;
}

/** How a PUT to a ResponseURL ends: an HTTP status, or a connection that is broken or never answered. */
export type ResponseOutcome = number | 'never' | 'reset';

/** A pre-signed URL that someone may PUT to. */
export interface OpenedResponse {
  readonly url: string;
  close(): void;
}

/** What CloudFormation needs of the world around it: the rest of the simulated account. */
export interface StackHost {
  readonly clock: VirtualClock;
  readonly account: string;
  readonly region: string;
  readonly iam: {
    putRole(name: string, policies: Json): void;
    putRolePolicy(roleName: string, policyName: string, document: unknown): void;
    deleteRolePolicy(roleName: string, policyName: string): void;
    deleteRole(name: string): void;
  };
  readonly lambda: {
    createFunction(spec: FunctionSpec): void;
    updateFunction(name: string, change: Partial<FunctionSpec> & EventInvokeSpec): void;
    deleteFunction(name: string): void;
    /** accepts an event; what becomes of it is Lambda's business */
    invokeAsync(arn: string, payload: unknown): void | Promise<unknown>;
  };
  readonly stepFunctions: {
    createStateMachine(spec: StateMachineSpec): void;
    updateStateMachine(arn: string, spec: StateMachineSpec): void;
    deleteStateMachine(arn: string): void;
  };
  /** One API call in-process. */
  call(caller: Caller, service: string, operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Opens a ResponseURL; the handler gets the body of each PUT and says what becomes of it. */
  openResponse(handler: (body: string) => ResponseOutcome): OpenedResponse;
}

/** CloudFormation itself, with an administrator's service role. */
export const CLOUDFORMATION: Caller = { principal: 'cloudformation', administrator: true };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) { return 'aws-cn'; }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
