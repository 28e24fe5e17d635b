import type { ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './processes';
import type { Python } from './python';

export interface MinistackOptions {
  readonly python: Python;
  /** the folder of this run: home, state, logs */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly redshiftUrl: string;
  readonly cloudFormationKey: string;
  /** factor for every wait of Step Functions */
  readonly waitScale: number;
  readonly nativePollSeconds: number;
}

export interface Ministack { readonly url: string; readonly port: number; readonly logFile: string }

/** Starts ministack on loopback, on a free port, and waits until it responds. */
export async function startMinistack(options: MinistackOptions): Promise<Ministack> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(options.folder, 'ministack.log');
  const program = join(__dirname, '..', 'e2e', 'ministack', 'start.py');
  const env = environment(options, port);
  const server = serve(options.python.interpreter, [program], logFile, { cwd: options.folder, env });
  await healthy(server, url, logFile);
  return { url, port, logFile };
}

function environment(options: MinistackOptions, port: number): NodeJS.ProcessEnv {
  const { folder, region, account } = options;
  return {
    // The programs of this machine, and nothing else of it: no profile, no proxy, no credentials.
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
    // Its IAM authorizes every call.
    AUTH: 'true',
    LOG_LEVEL: process.env.E2E_LOG_LEVEL ?? 'INFO',
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: `unix://${join(folder, 'no-docker.sock')}`,
    SFN_WAIT_SCALE: String(options.waitScale),
    // The functions inherit it. This service alone is not ministack's.
    AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS: options.redshiftUrl,
    // The resource policies of namespaces.
    AWS_ENDPOINT_URL_REDSHIFT: options.redshiftUrl,
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
  throw new Error(`ministack does not respond; see ${logFile}`);
}
