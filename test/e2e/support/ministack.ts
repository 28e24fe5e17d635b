import type { ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './processes';
import type { Python } from './python';

export interface MinistackOptions {
  readonly python: Python;
  /** a folder of the run's own: home, state, logs */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly redshiftUrl: string;
  readonly cloudFormationKey: string;
  /** factor on every wait of Step Functions */
  readonly waitScale: number;
  readonly nativePollSeconds: number;
}

export interface Ministack { readonly url: string; readonly port: number; readonly logFile: string }

/** Starts ministack on loopback, on a port of the system's choice, and waits until it answers. */
export async function startMinistack(options: MinistackOptions): Promise<Ministack> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(options.folder, 'ministack.log');
  const server = serve(options.python.interpreter, [join(__dirname, '..', 'ministack', 'start.py')], logFile, { cwd: options.folder, env: environment(options, port) });
  await healthy(server, url, logFile);
  return { url, port, logFile };
}

function environment(options: MinistackOptions, port: number): NodeJS.ProcessEnv {
  const { folder, region, account } = options;
  return {
    // Nothing of this machine but its programs: no profile, no proxy, no credentials.
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: account,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Its IAM decides about every call.
    AUTH: 'true',
    LOG_LEVEL: process.env.E2E_LOG_LEVEL ?? 'INFO',
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${join(folder, 'no-docker.sock')}`,
    SFN_WAIT_SCALE: String(options.waitScale),
    // The functions inherit it: the one service that is not ministack's.
    AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS: options.redshiftUrl,
    E2E_CLOUDFORMATION_KEY: options.cloudFormationKey,
    E2E_NATIVE_POLL_SECONDS: String(options.nativePollSeconds),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function healthy(server: ChildProcess, url: string, logFile: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) { break; }
    const response = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (response?.ok) { return; }
    await sleep(200);
  }
  throw new Error(`ministack does not answer; see ${logFile}`);
}
