import { loopback, type Arrived, type Reply } from './loopback';
import { REGION } from '../support';

/** A service on loopback for the tests of one file: the real SDK parses real responses. */
export interface Service {
  url(): string;
  arrived(): Arrived[];
  /** Replies with this to every request of a test. */
  replyWith(reply: Reply | ((request: Arrived) => Reply)): void;
  operations(): string[];
  /** Bodies that have arrived, parsed. */
  bodies(): unknown[];
  /** Configuration of an SDK client for it. */
  clientConfig(maxAttempts: number): object;
}

/** Starts a service before the tests of the calling file, resets it before each of them, and closes it after them. */
export function useService(): Service {
  let server: Awaited<ReturnType<typeof loopback>>;
  beforeAll(async () => { server = await loopback(); });
  afterAll(async () => server.close());
  beforeEach(() => {
    server.arrived.length = 0;
    server.reply = () => ({ status: 200, body: {} });
  });
  return {
    url: () => server.url,
    arrived: () => server.arrived,
    replyWith: (reply) => { server.reply = typeof reply === 'function' ? reply : () => reply; },
    operations: () => server.arrived.map(({ operation }) => operation),
    bodies: () => server.arrived.map(({ body }) => JSON.parse(body)),
    clientConfig: (maxAttempts) => ({
      region: REGION,
      endpoint: server.url,
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      maxAttempts,
      requestHandler: { requestTimeout: 1000, throwOnRequestTimeout: true },
    }),
  };
}
