import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runnable } from './assets';
import type { CallGate } from '../simulator/endpoint';
import { LambdaError } from '../simulator/lambda-host';
import type { LocalAws } from '../simulator/local-aws';
import { SANDBOX_HEADER } from '../simulator/services/lambda-sandbox';
import { ServiceError } from '../simulator/types';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Lambda's Invoke over HTTP, which the provider framework needs and this library does not. It invokes the functions of
 * the simulated account. Stop every server that was started.
 */
export class LambdaApi {
  public static async start(aws: LocalAws): Promise<LambdaApi> {
    const api = new LambdaApi(aws);
    await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
    api.attach();
    return api;
  }

  /** every Invoke */
  public readonly calls: { readonly at: number; readonly functionArn: string }[] = [];
  private readonly server: http.Server;
  private readonly gates = new Map<string, CallGate>();

  private constructor(private readonly aws: LocalAws) {
    this.server = http.createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        aws.endpoint.bugs.push(error);
        request.socket.destroy();
      });
    });
    this.server.keepAliveTimeout = 60_000;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  /** Functions that are created from now on call this server, and run the code that `runnable` makes. */
  private attach(): void {
    const { endpoint, lambda } = this.aws;
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const create = lambda.createFunction.bind(lambda);
    lambda.createFunction = (properties) => create({
      ...properties, folder: runnable(properties.folder), env: { ...properties.env, AWS_ENDPOINT_URL_LAMBDA: url },
    });
    const openGate = endpoint.openGate.bind(endpoint);
    endpoint.openGate = (sandboxId, gate) => { this.gates.set(sandboxId, gate); openGate(sandboxId, gate); };
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const sandbox = String(request.headers[SANDBOX_HEADER]);
    const gate = this.gates.get(sandbox);
    const target = INVOKE.exec(request.url ?? '')?.[1];
    if (!gate || target === undefined) {
      throw new Error(`this is no Invoke of a known sandbox: ${request.method} ${request.url} from ${sandbox}`);
    }
    const functionArn = decodeURIComponent(target);
    const payload = await bodyOf(request);
    response.setHeader('date', new Date(this.aws.clock.now()).toUTCString());
    this.calls.push({ at: this.aws.clock.now(), functionArn });
    if (!gate.before()) {
      request.socket.destroy();
      return;
    }
    try {
      this.authorize(sandbox, functionArn);
      const invoked = this.aws.lambda.invokeSync(functionArn, payload);
      gate.waiting(invoked);
      response.end(JSON.stringify(await invoked));
    } catch (error) {
      if (error instanceof LambdaError) {
        const { errorType, errorMessage, trace } = error;
        response.setHeader('x-amz-function-error', 'Unhandled')
          .end(JSON.stringify({ errorType, errorMessage, trace }));
      } else if (error instanceof ServiceError) {
        response.writeHead(error.httpStatus, { 'x-amzn-errortype': error.code })
          .end(JSON.stringify({ message: error.message }));
      } else {
        throw error;
      }
    }
  }

  private authorize(sandbox: string, functionArn: string): void {
    const { iam, lambda, partition, region, account } = this.aws;
    const caller = lambda.function(`arn:${partition}:lambda:${region}:${account}:function:${sandbox.split('/')[0]}`);
    const principal = caller?.roleName ?? sandbox;
    iam.authorize({ principal, administrator: false }, 'lambda:InvokeFunction', functionArn);
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) { chunks.push(chunk as Buffer); }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}
