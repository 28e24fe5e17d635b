import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Python } from '../e2e/support/python';
import type { VirtualClock } from '../simulator/clock';
import type { InterpreterEvent, Json, StateMachineClass } from '../simulator/services/asl-interpreter';
import { Lease } from '../simulator/services/lease';

/** What moto's service says of an execution that has ended. */
interface Ended {
  readonly ended: number;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly history: readonly { readonly type: string; readonly name: string | null }[];
}
interface Ask { readonly ask: 'sleep' | 'invoke'; readonly execution: number; readonly seconds?: number; readonly payload?: unknown }

type Handler = (input: unknown) => Promise<unknown>;
interface Running { readonly lease: Lease; readonly handler: Handler; readonly end: (ended: Ended) => void }

/** moto's interpreter, in a process of its own, on the simulator's clock and with the simulator's functions. */
export class Moto {
  public static async start({ interpreter }: Python, clock: VirtualClock): Promise<Moto> {
    const child = spawn(interpreter, [join(__dirname, 'moto_bridge.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const moto = new Moto(child, clock);
    await moto.ready;
    return moto;
  }

  private readonly ready: Promise<void>;
  private readonly running = new Map<number, Running>();
  private started = 0;

  private constructor(private readonly child: ChildProcess, private readonly clock: VirtualClock) {
    let isReady: () => void = () => undefined;
    this.ready = new Promise((resolve, reject) => {
      isReady = resolve;
      child.once('exit', (status) => reject(new Error(`moto's interpreter ended with ${status}`)));
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as Ask | Ended | { readonly ready: true };
      if ('ready' in message) { isReady(); } else if ('ended' in message) { this.ended(message); } else { void this.answer(message); }
    });
  }

  /** As the interpreter that the simulator hosts otherwise. */
  public get machines(): StateMachineClass {
    const moto = this;
    return class {
      constructor(private readonly definition: Json) {}

      public run(input: Json, { overrides, context }: Parameters<InstanceType<StateMachineClass>['run']>[1]): ReturnType<InstanceType<StateMachineClass>['run']> {
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

  private execute(definition: Json, input: Json, name: string, handler: Handler): Promise<Ended> {
    const start = this.started++;
    return new Promise((resolve) => {
      // Virtual time stands still while moto works.
      this.running.set(start, { lease: new Lease(this.clock), handler, end: resolve });
      this.send({ start, name, definition: JSON.stringify(definition), input: JSON.stringify(input) });
    });
  }

  private async answer({ ask, execution, seconds, payload }: Ask): Promise<void> {
    const { lease, handler } = this.known(execution);
    if (ask === 'sleep') {
      await lease.sleep((seconds ?? 0) * 1000);
      this.send({ answer: execution });
      return;
    }
    const called = handler(payload);
    await lease.waitFor(called.catch(() => undefined));
    await called.then(
      (result) => this.send({ answer: execution, result }),
      (error: Error) => this.send({ answer: execution, error: { errorType: error.name, errorMessage: error.message } }),
    );
  }

  private ended(ended: Ended): void {
    const { lease, end } = this.known(ended.ended);
    end(ended);
    setImmediate(() => lease.end());
  }

  private known(execution: number): Running {
    const running = this.running.get(execution);
    if (!running) { throw new Error(`moto speaks of an execution ${execution} that nobody has started`); }
    return running;
  }

  private send(message: object): void {
    this.child.stdin!.write(`${JSON.stringify(message)}\n`);
  }
}

function resultOf({ status, output, error, cause }: Ended): unknown {
  if (status === 'SUCCEEDED') { return JSON.parse(output ?? 'null'); }
  throw Object.assign(new Error(cause ?? ''), { name: error ?? status });
}

/** The steps of a history, in the words of the other interpreter. */
async function* eventsOf(ended: Promise<Ended>): AsyncGenerator<InterpreterEvent> {
  const { history } = await ended;
  for (const { type, name } of history) {
    const [, stateType, happened] = /^(\w+?)State(Entered|Exited)$/.exec(type) ?? [];
    if (happened !== undefined) { yield { type: `State${happened}`, timestamp: 0, state: { name: name ?? '', type: stateType ?? '' } }; }
  }
}
