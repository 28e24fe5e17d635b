import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** operation of an AWS JSON request, without its service, or of one in the query protocol */
  readonly operation: string;
  readonly body: string;
  /** of the connection that it came over */
  readonly port?: number;
}

/** Reply of a service: status and body; or what else becomes of the connection. */
export type Reply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'reset' | 'never' | 'headers, then never' | 'headers, then reset';

export interface Loopback {
  readonly url: string;
  readonly arrived: Arrived[];
  reply: (request: Arrived) => Reply;
  close(): Promise<void>;
}

/** A server on loopback, on a port of its own, that gives canned replies. A body that is no string is sent as JSON. */
export async function loopback(): Promise<Loopback> {
  const arrived: Arrived[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = arrivedOf(request, Buffer.concat(chunks).toString());
      arrived.push(one);
      send(self.reply(one), response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: Loopback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    reply: () => ({ status: 200, body: {} }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}

function arrivedOf({ method = '', url: path = '', headers, socket }: http.IncomingMessage, body: string): Arrived {
  const target = String(headers['x-amz-target'] ?? new URLSearchParams(body).get('Action') ?? '');
  return { method, path, headers, operation: target.split('.').at(-1)!, body, port: socket.remotePort };
}

function send(reply: Reply, response: http.ServerResponse): void {
  if (reply === 'never') { return; }
  if (reply === 'reset') {
    response.destroy();
  } else if (typeof reply === 'string') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('x');
    if (reply === 'headers, then reset') { setTimeout(() => response.destroy(), 20); }
  } else {
    response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }
}

/** A reply in XML, as a service of the query protocol sends it. */
export const xml = (status: number, body: string): Reply => ({ status, body, headers: { 'content-type': 'text/xml' } });

/** An error as an AWS JSON service sends it. */
export const awsError = (status: number, name: string, message: string): Reply =>
  ({ status, body: { __type: `com.amazonaws#${name}`, message } });
