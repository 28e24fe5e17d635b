import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { Credentials, CredentialStore } from './credentials';
import { Environment } from './services/environment';
import { SANDBOX_HEADER } from './services/lambda-sandbox';
import { Lease } from './services/lease';
import { queryError, queryResponse, queryService } from './services/query-protocol';
import { RateLimits } from './services/rate-limit';
import { ResponseHandler, ResponseUrls } from './services/response-urls';
import { restRequest } from './services/rest-json';
import { Caller, CallRecord, Fault, FaultPlan, ServiceError } from './types';

/** The caller of a service, if the caller may crash during the call. */
export interface CallGate {
  /** Called when a call arrives. False: the caller has crashed, and its connection is broken. */
  before(): boolean;
  /** Called when a call has been carried out. False: as above. */
  after(): boolean;
  /** The caller waits until this promise has settled. */
  waiting(until: Promise<unknown>): void;
}

/** Checks, authorizes and carries out one call, and writes its outcome into the record. */
export type Dispatch = (record: CallRecord, caller: Caller) => Promise<Record<string, unknown>>;

/** Prefix of the X-Amz-Target header → IAM prefix of the service. */
const TARGETS: Readonly<Record<string, string>> = {
  RedshiftServerless: 'redshift-serverless',
  TrentService: 'kms',
  AWSStepFunctions: 'states',
  secretsmanager: 'secretsmanager',
  AWSEvents: 'events',
};

/** A parsed request. */
interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly query: boolean;
}

/** The HTTP endpoint of all simulated services, on loopback: AWS JSON, AWS query, REST JSON, response URLs. */
export class Endpoint {
  public faultPlan?: FaultPlan;
  /** a caller outside of the Lambda sandboxes, such as a test with its own SDK client */
  public outside?: Lease;
  public readonly responses: ResponseUrls;
  public readonly rateLimits: RateLimits;
  /** errors of the simulator itself; any of them fails the test */
  public readonly bugs: unknown[] = [];
  private readonly server: http.Server;
  private readonly credentials: CredentialStore;
  private readonly gates = new Map<string, CallGate>();

  constructor(
    private readonly env: Environment,
    private readonly calls: CallRecord[],
    private readonly dispatch: Dispatch,
  ) {
    this.server = http.createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        // An SDK only sees a broken connection and retries, so the error is kept for `stop`.
        this.bugs.push(error);
        request.socket.destroy();
      });
    });
    this.server.keepAliveTimeout = 60_000;
    this.responses = new ResponseUrls(env, () => this.url);
    this.rateLimits = new RateLimits(env.clock);
    this.credentials = new CredentialStore(env);
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /**
   * Creates credentials. Calls that are signed with them come from this caller.
   *
   * @param expiresAt virtual milliseconds since 1970
   */
  public registerCredentials(caller: Caller, expiresAt?: number): Credentials {
    return this.credentials.register(caller, expiresAt);
  }

  /** Calls with an access key id of another Region's endpoint come from this caller. */
  public adopt(accessKeyId: string, caller: Caller): void {
    this.credentials.adopt(accessKeyId, caller);
  }

  public openGate(sandboxId: string, gate: CallGate): void {
    this.gates.set(sandboxId, gate);
  }

  public openResponse(handler: ResponseHandler): { url: string; token: string; close: () => void } {
    return this.responses.open(handler);
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const sandbox = request.headers[SANDBOX_HEADER];
    delete request.headers[SANDBOX_HEADER];
    const gate = typeof sandbox === 'string' ? this.gates.get(sandbox) : undefined;
    const waiting = (until: Promise<unknown>) => (gate ? gate.waiting(until) : void this.outside?.waitFor(until));
    // The SDK compares this date with its own clock.
    response.setHeader('date', new Date(this.env.clock.now()).toUTCString());
    if (gate?.before() === false) {
      request.socket.destroy();
      return;
    }
    const result = this.responses.serves(request)
      ? await this.responses.respond(request, body)
      : await this.respond(request, body, waiting);
    if (gate?.after() === false || result === 'reset') {
      request.socket.destroy();
    } else if (result === 'never') {
      waiting(new Promise<void>((resolve) => request.socket.once('close', () => resolve())));
    } else {
      response.writeHead(result.status, result.headers).end(result.body);
    }
  }

  private async respond(
    request: http.IncomingMessage,
    body: string,
    waiting: (until: Promise<unknown>) => void,
  ): Promise<HttpResponse> {
    const requestId = this.env.random.uuid();
    let call: Request | undefined;
    try {
      call = parseRequest(request, body);
      const caller = this.credentials.callerOf(request.headers.authorization, call.query);
      const record: CallRecord = {
        at: this.env.clock.now(),
        service: call.service,
        operation: call.operation,
        principal: caller.principal,
        input: call.input,
        outcome: 'ok',
      };
      this.calls.push(record);
      if (!this.rateLimits.admits(call.service)) {
        record.outcome = 'ThrottlingException';
        throw new ServiceError('ThrottlingException', 'Rate exceeded');
      }
      const fault = this.faultPlan?.({ ...call, principal: caller.principal, at: record.at });
      const output = await this.applyFault(fault, record, waiting, () => this.dispatch(record, caller));
      return output === 'reset' ? output : success(call, output, requestId);
    } catch (error) {
      const xmlService = call?.query === true ? call.service : undefined;
      if (error instanceof ServiceError) { return failure(error, xmlService, requestId); }
      throw error;
    }
  }

  private async applyFault(
    fault: Fault | undefined,
    record: CallRecord,
    waiting: (until: Promise<unknown>) => void,
    carryOut: () => Promise<Record<string, unknown>>,
  ): Promise<Record<string, unknown> | 'reset'> {
    switch (fault?.kind) {
      case 'error':
        record.outcome = fault.code;
        throw new ServiceError(fault.code, fault.message, fault.httpStatus);
      case 'reset':
        record.outcome = 'reset';
        return 'reset';
      case 'lost':
        await carryOut().catch((error: unknown) => {
          if (!(error instanceof ServiceError)) { throw error; }
        });
        record.outcome = 'lost';
        return 'reset';
      case 'slow': {
        const slept = this.env.clock.sleep(fault.ms);
        waiting(slept);
        await slept;
        return carryOut();
      }
      default:
        return carryOut();
    }
  }
}

type HttpResponse =
  'reset' | 'never' | { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) { chunks.push(chunk as Buffer); }
  return Buffer.concat(chunks).toString('utf8');
}

function parseRequest(request: http.IncomingMessage, body: string): Request {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    const service = TARGETS[prefix];
    if (service === undefined) {
      throw new ServiceError('UnknownOperationException', `the simulator has no service for the target ${target}`);
    }
    return { service, operation, input: parseBody(body), query: false };
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const { Action: operation = '', Version: version = '', ...input } = Object.fromEntries(new URLSearchParams(body));
    return { service: queryService(version), operation, input, query: true };
  }
  const { method = '', url = '', headers } = request;
  const rest = restRequest(headers.authorization, method, url, () => parseBody(body));
  if (rest) { return { ...rest, query: false }; }
  throw new ServiceError(
    'UnknownOperationException',
    `the simulator does not support ${request.method} ${request.url} with ${request.headers['content-type']}`,
    404,
  );
}

function parseBody(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // reported below
  }
  throw new ServiceError('SerializationException', 'Unexpected token in the body of the request');
}

function success(call: Request, output: Record<string, unknown>, requestId: string): HttpResponse {
  return call.query
    ? {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: queryResponse(call.service, call.operation, output, requestId),
    }
    : {
      status: 200,
      headers: { 'content-type': jsonType(call.service), 'x-amzn-requestid': requestId },
      body: JSON.stringify(output),
    };
}

/** With a service of the query protocol, the error is in XML. */
function failure(error: ServiceError, service: string | undefined, requestId: string): HttpResponse {
  const { httpStatus: status, code, message } = error;
  return service !== undefined
    ? {
      status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: queryError(service, error, requestId),
    }
    : {
      status,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': code,
      },
      body: JSON.stringify({ __type: code, message }),
    };
}

function jsonType(service: string): string {
  return service === 'states' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
}

