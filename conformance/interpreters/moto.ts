import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { VirtualClock } from '../../simulator/clock';
import type { InterpreterEvent, Json, StateMachineClass } from '../../simulator/services/asl-interpreter';
import { Lease } from '../../simulator/services/lease';
import type { Python } from '../support/python';

/** How an execution has ended on moto. */
interface EndMessage {
  readonly ended: number;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly { readonly type: string; readonly name: string | null }[];
}

/** What moto needs to go on with an execution. */
interface RequestMessage {
  readonly request: 'sleep' | 'invoke';
  readonly execution: number;
  readonly seconds?: number;
  readonly payload?: unknown;
}

type Run = InstanceType<StateMachineClass>['run'];
type RunOptions = Parameters<Run>[1];
type RunResult = ReturnType<Run>;
type Handler = (input: unknown) => Promise<unknown>;

interface RunningExecution {
  readonly lease: Lease;
  readonly handler: Handler;
  readonly end: (message: EndMessage) => void;
}

/** moto's interpreter in a child process, with the simulator's clock and functions. */
export class Moto {
  public static async start({ interpreter }: Python, clock: VirtualClock): Promise<Moto> {
    const child = spawn(interpreter, [join(__dirname, 'moto_bridge.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const moto = new Moto(child, clock);
    await moto.ready;
    return moto;
  }

  private readonly ready: Promise<void>;
  private readonly running = new Map<number, RunningExecution>();
  private started = 0;

  private constructor(private readonly child: ChildProcess, private readonly clock: VirtualClock) {
    let isReady: () => void = () => undefined;
    this.ready = new Promise((resolve, reject) => {
      isReady = resolve;
      child.once('exit', (status) => reject(new Error(`moto's interpreter ended with ${status}`)));
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as RequestMessage | EndMessage | { readonly ready: true };
      if ('ready' in message) {
        isReady();
      } else if ('ended' in message) {
        this.onEnd(message);
      } else {
        void this.respond(message);
      }
    });
  }

  /** A stand-in for the class of the interpreter that the simulator uses otherwise. */
  public get machines(): StateMachineClass {
    const moto = this;
    return class {
      constructor(private readonly definition: Json) {}

      public run(input: Json, { overrides, context }: RunOptions): RunResult {
        // Every task of the waiter calls the same function.
        const [handler] = Object.values(overrides.taskResourceLocalHandlers);
        const { Name: name } = context.Execution as { Name: string };
        const ended = moto.execute(this.definition, input, name, handler);
        return { abort: () => undefined, result: ended.then(resultOf), eventLogs: eventsOf(ended) };
      }
    } as unknown as StateMachineClass;
  }

  public async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    this.ready.catch(() => undefined);
    await exit;
  }

  private execute(definition: Json, input: Json, name: string, handler: Handler): Promise<EndMessage> {
    const start = this.started++;
    return new Promise((resolve) => {
      // The lease holds the virtual time while moto works.
      this.running.set(start, { lease: new Lease(this.clock), handler, end: resolve });
      this.send({ start, name, definition: JSON.stringify(definition), input: JSON.stringify(input) });
    });
  }

  private async respond({ request, execution, seconds, payload }: RequestMessage): Promise<void> {
    const { lease, handler } = this.execution(execution);
    if (request === 'sleep') {
      await lease.sleep((seconds ?? 0) * 1000);
      this.send({ response: execution });
      return;
    }
    const invocation = handler(payload);
    await lease.waitFor(invocation.catch(() => undefined));
    await invocation.then(
      (result) => this.send({ response: execution, result }),
      ({ name, message }: Error) =>
        this.send({ response: execution, error: { errorType: name, errorMessage: message } }),
    );
  }

  private onEnd(message: EndMessage): void {
    const { lease, end } = this.execution(message.ended);
    end(message);
    setImmediate(() => lease.end());
  }

  private execution(id: number): RunningExecution {
    const execution = this.running.get(id);
    if (!execution) { throw new Error(`moto must name an execution that was started, got: ${id}`); }
    return execution;
  }

  private send(message: object): void {
    this.child.stdin!.write(`${JSON.stringify(message)}\n`);
  }
}

function resultOf({ status, output, error, cause }: EndMessage): unknown {
  if (status === 'SUCCEEDED') { return JSON.parse(output ?? 'null'); }
  throw Object.assign(new Error(cause ?? ''), { name: error ?? status });
}

/** The steps of a history, as the other interpreter names them. */
async function* eventsOf(ended: Promise<EndMessage>): AsyncGenerator<InterpreterEvent> {
  const { history } = await ended;
  for (const { type, name } of history) {
    const [, stateType, verb] = /^(\w+?)State(Entered|Exited)$/.exec(type) ?? [];
    if (verb !== undefined) {
      yield { type: `State${verb}`, timestamp: 0, state: { name: name ?? '', type: stateType ?? '' } };
    }
  }
}
