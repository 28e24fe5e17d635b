import * as fs from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { createRequire, isBuiltin } from 'node:module';
import * as path from 'node:path';
import * as timersPromises from 'node:timers/promises';
import { format } from 'node:util';
import { VirtualClock } from '../clock';
import { Lease } from './lease';

/** Header that tells the endpoint which sandbox a call comes from. The endpoint removes it. */
export const SANDBOX_HEADER = 'x-simulator-sandbox';

export type Handler = (event: unknown, context: unknown) => unknown;

export interface SandboxOptions {
  readonly id: string;
  readonly clock: VirtualClock;
  readonly folder: string;
  /** such as `index.handler` */
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  /** called with everything that the function writes */
  readonly log: (line: string) => void;
  /** called when the function ends its own process */
  readonly exit: (status: number) => void;
}

/** An SDK's pauses between two attempts are shorter. */
const LONGEST_PAUSE_MS = 2000;
/** Such a pause passes in real time, divided by this. */
const SPEEDUP = 50;

type ModuleFunction = (...args: unknown[]) => void;
const PARAMETERS = ['require', 'module', 'exports', '__filename', '__dirname', 'process', 'Date', 'console',
  'AbortSignal', 'fetch', 'setTimeout', 'clearTimeout', 'importModule'];
/** A bundle imports some of Node's modules dynamically. Here `require` loads them. */
const DYNAMIC_IMPORT = /\bimport\(\s*(["'][\w:@./-]+["'])\s*\)/g;
const compiled = new Map<string, ModuleFunction>();
const nodeRequire = createRequire(__filename);

/**
 * The modules of one execution environment. They have access to Node's modules, and to nothing else of this machine.
 */
export class LambdaSandbox {
  public readonly id: string;
  /** false after a crash or a timeout: from then on, the code has no effect */
  public alive = true;
  /** of the invocation in progress */
  public lease?: Lease;
  private readonly modules = new Map<string, { exports: Record<string, unknown> }>();
  private readonly timers = new Map<NodeJS.Timeout, number>();
  /** HTTP requests in progress */
  private requests = 0;
  private readonly process: NodeJS.Process;
  private readonly console: Console;
  private readonly abortSignal: typeof AbortSignal;

  constructor(private readonly options: SandboxOptions) {
    this.id = options.id;
    const write = (chunk: unknown) => { this.log(String(chunk)); return true; };
    this.process = Object.create(process, {
      env: { value: { ...options.env }, writable: true },
      stdout: { value: { write, isTTY: false } },
      stderr: { value: { write, isTTY: false } },
      exit: { value: (status = 0) => { options.exit(status); throw new Error('process.exit'); } },
      cwd: { value: () => options.folder },
      on: { value: () => this.process },
      once: { value: () => this.process },
      emitWarning: { value: (warning: unknown) => this.log(`(node) Warning: ${String(warning)}`) },
    }) as NodeJS.Process;
    const print = (...args: unknown[]) => this.log(format(...args));
    this.console = Object.assign(Object.create(console) as Console, {
      log: print, info: print, warn: print, error: print, debug: print, trace: print, dir: print, table: print,
    });
    this.abortSignal = this.abortSignalOnVirtualTime();
  }

  /** Loads the function's code, as in a cold start. */
  public load(): Handler {
    const [file = '', name = ''] = this.options.handler.split('.');
    const loaded = this.loadFile(path.join(this.options.folder, `${file}.js`));
    const handler = loaded[name];
    if (typeof handler !== 'function') {
      throw errorOf('Runtime.HandlerNotFound', `${this.options.handler} is undefined or not exported`);
    }
    return handler as Handler;
  }

  private loadFile(file: string): Record<string, unknown> {
    const loaded = this.modules.get(file);
    if (loaded) { return loaded.exports; }
    if (!fs.existsSync(file)) {
      throw errorOf('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(file, '.js')}'`);
    }
    const module = { exports: {} as Record<string, unknown> };
    this.modules.set(file, module);
    const require = (request: string) => this.require(request, path.dirname(file));
    compile(file)(
      require,
      module,
      module.exports,
      file,
      path.dirname(file),
      this.process,
      this.options.clock.Date,
      this.console,
      this.abortSignal,
      this.fetch,
      this.setTimeout,
      this.clearTimeout,
      async (request: string) => require(request),
    );
    return module.exports;
  }

  private require(request: string, from: string): unknown {
    if (request.startsWith('.')) {
      const target = path.join(from, request);
      return this.loadFile(
        [target, `${target}.js`, path.join(target, 'index.js')].find(
          (each) => fs.existsSync(each) && fs.statSync(each).isFile(),
        ) ?? target,
      );
    }
    switch (request.replace(/^node:/, '')) {
      case 'process': return this.process;
      case 'timers/promises': return this.timersOnVirtualTime();
      case 'http': return this.markedRequests(http);
      case 'https': return this.markedRequests(https);
      default:
        if (isBuiltin(request)) { return nodeRequire(request); }
        throw errorOf('Runtime.ImportModuleError', `Error: Cannot find module '${request}'`);
    }
  }

  private timersOnVirtualTime(): unknown {
    const sleep = async (ms: number = 1, value?: unknown): Promise<unknown> => {
      // After a crash, no sleep ends.
      await (this.alive ? this.lease?.sleep(ms) ?? this.options.clock.sleep(ms) : new Promise<void>(() => undefined));
      return value;
    };
    return {
      ...timersPromises,
      setTimeout: sleep,
      scheduler: { ...timersPromises.scheduler, wait: (ms: number) => sleep(ms) },
    };
  }

  private markedRequests<T extends typeof http | typeof https>(module: T): T {
    const request = (...args: Parameters<typeof http.request>): http.ClientRequest => {
      const made = (module.request as typeof http.request)(...args);
      this.requests += 1;
      made.once('close', () => { this.requests -= 1; });
      if (!made.headersSent) { made.setHeader(SANDBOX_HEADER, this.id); }
      // The timeout of an idle socket is on virtual time, like all waiting.
      made.setTimeout = (ms: number, callback?: () => void) => {
        if (callback) { made.once('timeout', callback); }
        if (ms > 0) {
          const timer = this.options.clock.setTimeout(() => made.emit('timeout'), ms);
          made.once('close', () => this.options.clock.clearTimeout(timer));
        }
        return made;
      };
      return made;
    };
    const get = (...args: Parameters<typeof http.request>): http.ClientRequest => request(...args).end();
    return { ...module, request, get, default: { ...module, request, get } };
  }

  private readonly fetch: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    request.headers.set(SANDBOX_HEADER, this.id);
    return fetch(request);
  };

  /**
   * Fires in real time or on virtual time, whichever comes first. While the code works, virtual time stands still. Its
   * short pauses (an SDK's, between two attempts) then pass in real time, sped up. Only the timeout of a request in
   * progress takes its full real time. While the code waits for a slow response, virtual time runs, and its timeouts
   * with it.
   */
  private readonly setTimeout = (
    fn: (...args: unknown[]) => void,
    ms: number = 0,
    ...args: unknown[]
  ): NodeJS.Timeout => {
    const fire = () => {
      this.clearTimeout(real);
      if (this.alive) { fn(...args); }
    };
    const isPause = this.requests === 0 && ms <= LONGEST_PAUSE_MS;
    const real = setTimeout(fire, isPause ? ms / SPEEDUP : ms);
    this.timers.set(real, this.options.clock.setTimeout(fire, ms));
    return real;
  };

  private readonly clearTimeout = (timer?: NodeJS.Timeout): void => {
    clearTimeout(timer);
    if (timer === undefined || timer === null) { return; }
    this.options.clock.clearTimeout(this.timers.get(timer));
    this.timers.delete(timer);
  };

  private abortSignalOnVirtualTime(): typeof AbortSignal {
    const timeout = (ms: number) => {
      const controller = new AbortController();
      this.options.clock.setTimeout(
        () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
        ms,
      );
      return controller.signal;
    };
    return new Proxy(AbortSignal, {
      get: (target, member) => (member === 'timeout' ? timeout : (Reflect.get(target, member) as unknown)),
    });
  }

  private log(line: string): void {
    if (this.alive) { this.options.log(line); }
  }
}

function compile(file: string): ModuleFunction {
  const source = fs.readFileSync(file, 'utf8');
  const cached = compiled.get(source);
  if (cached) { return cached; }
  const made = new Function(
    ...PARAMETERS,
    `${source.replace(DYNAMIC_IMPORT, 'importModule($1)')}\n//# sourceURL=lambda://${path.basename(file)}`,
  ) as ModuleFunction;
  compiled.set(source, made);
  return made;
}

export function errorOf(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
