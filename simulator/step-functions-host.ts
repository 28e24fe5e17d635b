import { LambdaError, LambdaHost } from './lambda-host';
import { InterpreterEvent, Json, loadInterpreter, StateMachineClass } from './services/asl-interpreter';
import { Environment } from './services/environment';
import {
  description,
  Execution,
  ExecutionStatus,
  historyEventsOf,
  listItem,
  MAXIMUM_HISTORY_EVENTS,
  readAt,
} from './services/executions';
import { Iam } from './services/iam';
import { Input, optionalNumber, optionalText, text } from './services/input';
import { LoadedDefinition, loadDefinition } from './services/state-machine-definition';
import { Caller, Service, ServiceError } from './types';

export interface StateMachineProperties {
  readonly name: string;
  readonly arn: string;
  /** Amazon States Language, as JSON */
  readonly definition: string;
  readonly roleName: string;
  /** @default STANDARD */
  readonly type?: 'STANDARD' | 'EXPRESS';
}

type StateMachine = StateMachineProperties & LoadedDefinition;

type Operation = (input: Input, caller: Caller) => Record<string, unknown>;

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;
const NAME_KEPT_MS = 90 * 24 * 3600 * 1000;
const MAXIMUM_PAYLOAD = 262_144;
/** SFN-19: an Express execution lasts five minutes at most. */
const EXPRESS_MS = 5 * 60_000;

/** AWS Step Functions. Runs a published interpreter and adds execution names, lists and permissions. */
export class StepFunctionsHost implements Service {
  public readonly prefix = 'states';
  /** every execution, oldest first */
  public readonly executions: Execution[] = [];
  /**
   * How far list and describe lag behind.
   * SFN-3: lists are eventually consistent.
   */
  public lagMs = 0;
  /** how late each wait, pause and timeout ends; to an execution, this is a jump of the clock */
  public lateMs?: () => number;
  /** replaces the usual interpreter; set it before the first state machine is created */
  public interpreter?: StateMachineClass;
  private readonly machines = new Map<string, StateMachine>();
  private readonly deletions: { readonly arn: string; readonly at: number }[] = [];
  private readonly aborts = new Map<Execution, () => void>();
  private readonly operations: Readonly<Record<string, Operation>>;

  constructor(private readonly env: Environment, private readonly iam: Iam, private readonly lambda: LambdaHost) {
    this.operations = {
      StartExecution: (input, caller) => this.startExecution(input, caller),
      ListExecutions: (input, caller) => this.listExecutions(input, caller),
      DescribeExecution: (input, caller) =>
        description(this.authorizedExecution(input, caller, 'DescribeExecution', this.lagMs)),
      StopExecution: (input, caller) => this.stopExecution(input, caller),
    };
  }

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    const carryOut = this.operations[operation];
    if (!carryOut) {
      throw new ServiceError('UnknownOperationException', `the simulated Step Functions does not support ${operation}`);
    }
    return carryOut(input, caller);
  }

  public createStateMachine(properties: StateMachineProperties): void {
    this.interpreter ??= loadInterpreter(this.env, () => this.lateMs?.() ?? 0);
    this.machines.set(properties.arn, { ...properties, ...loadDefinition(properties.definition, this.interpreter) });
  }

  /** Executions in progress keep the definition that they started with. */
  public updateStateMachine(properties: StateMachineProperties): void {
    this.machine(properties.arn);
    this.createStateMachine(properties);
  }

  /** Executions in progress end at their next state. */
  public deleteStateMachine(arn: string): void {
    if (this.machines.delete(arn)) { this.deletions.push({ arn, at: this.env.clock.now() }); }
  }

  /** Whether its state machine was deleted while it ran, even where one of that name exists again. */
  public hasLostStateMachine({ stateMachineArn, startDate, stopDate = Infinity }: Execution): boolean {
    return this.deletions.some(({ arn, at }) => arn === stateMachineArn && at >= startDate && at <= stopDate);
  }

  public stateMachine(arn: string): StateMachineProperties | undefined {
    return this.machines.get(arn);
  }

  private startExecution(input: Input, caller: Caller): Record<string, unknown> {
    const arn = text(input, 'stateMachineArn');
    this.iam.authorize(caller, 'states:StartExecution', arn);
    const machine = this.machine(arn);
    const name = optionalText(input, 'name') ?? this.env.random.uuid();
    // SFN-1: an execution's name has at most 80 characters.
    if (!NAME.test(name)) { throw new ServiceError('InvalidName', `Invalid Name: '${name}'`); }
    const payload = optionalText(input, 'input') ?? '{}';
    const parsed = parsedInput(payload);
    // SFN-19: names of Express executions need not be unique.
    const unique = machine.type !== 'EXPRESS';
    const namesake = this.executions.find((execution) => unique && execution.stateMachineArn === arn
      && execution.name === name
      && (execution.stopDate === undefined || execution.stopDate > this.env.clock.now() - NAME_KEPT_MS));
    if (namesake) {
      if (namesake.status === 'RUNNING' && namesake.input === payload) { return started(namesake); }
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${namesake.arn}'`);
    }
    const execution: Execution = {
      arn: `${arn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      stateMachineArn: arn,
      startDate: this.env.clock.now(),
      input: payload,
      events: [],
      status: 'RUNNING',
      transitions: 0,
      historyEvents: 0,
    };
    this.executions.push(execution);
    this.run(execution, machine, parsed);
    return started(execution);
  }

  private listExecutions(input: Input, caller: Caller): Record<string, unknown> {
    const arn = text(input, 'stateMachineArn');
    this.iam.authorize(caller, 'states:ListExecutions', arn);
    this.throwIfExpress(arn, this.machine(arn).type);
    const filter = optionalText(input, 'statusFilter');
    const visible = this.executions.filter((execution) => execution.stateMachineArn === arn)
      .flatMap((execution) => readAt(execution, this.env.clock.now() - this.lagMs) ?? [])
      .filter((execution) => filter === undefined || execution.status === filter)
      .reverse();
    const from = readToken(optionalText(input, 'nextToken'));
    const size = optionalNumber(input, 'maxResults') || 100;
    if (size > 1000) {
      throw new ServiceError(
        'ValidationException',
        "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value "
          + 'less than or equal to 1000',
      );
    }
    const more = visible.length > from + size;
    return {
      executions: visible.slice(from, from + size).map(listItem),
      ...(more && { nextToken: Buffer.from(String(from + size)).toString('base64') }),
    };
  }

  private stopExecution(input: Input, caller: Caller): Record<string, unknown> {
    const execution = this.authorizedExecution(input, caller, 'StopExecution', 0);
    if (execution.status === 'RUNNING') {
      this.end(execution, 'ABORTED', { error: optionalText(input, 'error'), cause: optionalText(input, 'cause') });
      this.aborts.get(execution)?.();
    }
    return { stopDate: (execution.stopDate ?? this.env.clock.now()) / 1000 };
  }

  private authorizedExecution(input: Input, caller: Caller, action: string, lagMs: number): Execution {
    const arn = text(input, 'executionArn');
    this.iam.authorize(caller, `states:${action}`, arn);
    const execution = this.executions.find(
      (each) => each.arn === arn && (lagMs === 0 || readAt(each, this.env.clock.now() - lagMs)),
    );
    if (!execution) { throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`); }
    this.throwIfExpress(arn, this.machines.get(execution.stateMachineArn)?.type);
    return lagMs === 0 ? execution : readAt(execution, this.env.clock.now() - lagMs) ?? execution;
  }

  /** SFN-19: Express executions cannot be listed, described or stopped. */
  private throwIfExpress(arn: string, type: StateMachineProperties['type']): void {
    if (type === 'EXPRESS') {
      throw new ServiceError('StateMachineTypeNotSupported', `This operation is not supported by this type: '${arn}'`);
    }
  }

  private run(execution: Execution, machine: StateMachine, input: Json): void {
    const role: Caller = { principal: machine.roleName, administrator: false };
    const handlers = Object.fromEntries(Object.entries(machine.tasks)
      .map(([state, functionArn]) => [state, (payload: unknown) => this.task(execution, role, functionArn, payload)]));
    const { result, eventLogs, abort } = machine.instance.run(input, {
      overrides: { taskResourceLocalHandlers: handlers },
      context: {
        Execution: { Id: execution.arn, Name: execution.name, RoleArn: this.iam.roleArn(machine.roleName) },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
    });
    this.aborts.set(execution, abort);
    if (machine.type === 'EXPRESS') {
      this.env.clock.setTimeout(() => {
        this.end(execution, 'TIMED_OUT', {});
        abort();
      }, EXPRESS_MS);
    }
    void this.follow(execution, eventLogs, abort);
    result.then(
      (output) => this.end(execution, 'SUCCEEDED', { output: JSON.stringify(output) }),
      (error: Error) => {
        const { name, message } = (error.cause ?? error) as Error;
        const timedOut = error.name === 'ExecutionTimeoutError';
        this.end(execution, timedOut ? 'TIMED_OUT' : 'FAILED', timedOut ? {} : { error: name, cause: message });
      },
    );
  }

  private async follow(
    execution: Execution,
    events: AsyncGenerator<InterpreterEvent>,
    abort: () => void,
  ): Promise<void> {
    for await (const event of events) {
      execution.events.push(event);
      execution.historyEvents += historyEventsOf(event);
      if (event.type === 'StateEntered' || event.type === 'StateRetried') { execution.transitions += 1; }
      if (execution.status !== 'RUNNING') { continue; }
      if (execution.historyEvents > MAXIMUM_HISTORY_EVENTS) {
        this.end(execution, 'FAILED', {
          error: 'States.Runtime',
          cause: `The execution reached the maximum number of history events (${MAXIMUM_HISTORY_EVENTS}).`,
        });
        abort();
      } else if (event.type === 'StateEntered' && !this.machines.has(execution.stateMachineArn)) {
        this.end(execution, 'ABORTED', {});
        abort();
      }
    }
  }

  private async task(execution: Execution, role: Caller, functionArn: string, payload: unknown): Promise<unknown> {
    // The interpreter continues with retries after it has been aborted.
    if (execution.status !== 'RUNNING') {
      throw Object.assign(new Error('aborted'), { isRetryable: false, isCatchable: false });
    }
    const denial = this.iam.denial(role, 'lambda:InvokeFunction', functionArn);
    if (denial !== undefined) {
      throw failure('Lambda.AWSLambdaException', `${denial} (Service: Lambda, Status Code: 403)`);
    }
    try {
      return await this.lambda.invokeSync(functionArn, payload);
    } catch (error) {
      if (error instanceof LambdaError) {
        const { errorType, errorMessage, trace } = error;
        const own = errorType === 'Lambda.TooManyRequestsException';
        throw failure(errorType, own ? errorMessage : JSON.stringify({ errorType, errorMessage, trace }));
      }
      if (error instanceof ServiceError) { throw failure(`Lambda.${error.code}`, error.message); }
      throw error;
    }
  }

  private end(
    execution: Execution,
    status: ExecutionStatus,
    outcome: { output?: string; error?: string; cause?: string },
  ): void {
    if (execution.status !== 'RUNNING') { return; }
    Object.assign(execution, { status, stopDate: this.env.clock.now(), ...outcome });
  }

  private machine(arn: string): StateMachine {
    const machine = this.machines.get(arn);
    if (!machine) { throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`); }
    return machine;
  }
}

function started(execution: Execution): Record<string, unknown> {
  return { executionArn: execution.arn, startDate: execution.startDate / 1000 };
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function parsedInput(input: string): Json {
  try {
    if (Buffer.byteLength(input) <= MAXIMUM_PAYLOAD) { return JSON.parse(input) as Json; }
  } catch {
    // reported below
  }
  throw new ServiceError('InvalidExecutionInput', 'Invalid State Machine Execution Input');
}

function readToken(token: string | undefined): number {
  const from = Number(Buffer.from(token ?? '', 'base64').toString());
  if (Number.isNaN(from)) { throw new ServiceError('InvalidToken', 'Invalid Token: \'Invalid token\''); }
  return from;
}
