import type { VirtualClock } from '../clock';
import { partitionOf } from '../partition';
import type { ScheduleSpec } from '../schedule-spec';
import type { Caller } from '../types';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** What AWS::Lambda::Function creates. */
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
  readonly memorySize?: number;
  readonly reservedConcurrency?: number;
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
  readonly type: 'STANDARD' | 'EXPRESS';
}

/** What AWS::IAM::Role sets besides inline policies. */
export interface RoleSettings {
  readonly path?: string;
  readonly trustPolicy?: Json;
  /** ARN of the permissions boundary */
  readonly boundary?: string;
}

/** The result of a PUT to a ResponseURL: an HTTP status, no HTTP response, or a broken connection. */
export type ResponseOutcome = number | 'never' | 'reset';

/** A pre-signed URL for PUT. */
export interface OpenedResponse {
  readonly url: string;
  close(): void;
}

/** What CloudFormation needs of the account. */
export interface StackHost {
  readonly clock: VirtualClock;
  readonly account: string;
  readonly region: string;
  readonly iam: {
    putRole(name: string, policies: Json, settings?: RoleSettings): void;
    putRolePolicy(roleName: string, policyName: string, document: unknown): void;
    deleteRolePolicy(roleName: string, policyName: string): void;
    deleteRole(name: string): void;
    /** whether a service, such as `lambda.amazonaws.com`, may assume a role */
    trusts(roleName: string, service: string): boolean;
    putManagedPolicy(arn: string, document: unknown): void;
    deleteManagedPolicy(arn: string): void;
    /** the document of a customer managed policy */
    managedPolicy(arn: string): unknown;
  };
  readonly lambda: {
    createFunction(spec: FunctionSpec): void;
    updateFunction(name: string, change: Partial<FunctionSpec> & EventInvokeSpec): void;
    deleteFunction(name: string): void;
    /** puts an event into the queue of a function */
    invokeAsync(arn: string, payload: unknown): void | Promise<unknown>;
  };
  readonly stepFunctions: {
    createStateMachine(spec: StateMachineSpec): void;
    updateStateMachine(arn: string, spec: StateMachineSpec): void;
    deleteStateMachine(arn: string): void;
  };
  readonly scheduler: {
    putSchedule(spec: ScheduleSpec): void;
    deleteSchedule(arn: string): void;
  };
  /** One API call in-process. */
  call(
    caller: Caller,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>>;
  /** Throws an AccessDeniedException if a caller has no permission. */
  authorize(caller: Caller, action: string, resource: string, conditions?: Readonly<Record<string, string>>): void;
  /** Opens a ResponseURL. The handler receives the body of each PUT and returns its result. */
  openResponse(handler: (body: string) => ResponseOutcome): OpenedResponse;
}

/** CloudFormation, with the permissions of an administrator. */
export const CLOUDFORMATION: Caller = { principal: 'cloudformation', administrator: true };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** ARN of a resource in the account and Region of the host. */
export function arnOf({ region, account }: StackHost, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
