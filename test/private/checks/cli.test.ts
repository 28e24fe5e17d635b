import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliEndpoint, type CloudControl } from './cli-endpoint';
import { contextKey, KEY } from './support';
import { slowTest } from '../../scale';

/** The real CDK CLI, in a folder and a HOME of its own (it caches accounts in ~/.cdk), against a local endpoint. */
const ROOT = resolve(__dirname, '..', '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const KEY_OF = contextKey('warehouse');
const CMK: CloudControl = { kind: 'found', kmsKeyId: KEY };
const AWS_OWNED: CloudControl = { kind: 'found', kmsKeyId: 'AWS_OWNED_KMS_KEY' };

// Each run of the CLI is two processes, or three where it looks something up.
jest.setTimeout(240_000);

let endpoint: CliEndpoint;
let folder: string;
beforeEach(async () => {
  endpoint = await CliEndpoint.start();
  folder = mkdtempSync(join(tmpdir(), 'guard-cli-'));
  mkdirSync(join(folder, 'home'));
  const app = `${process.execPath} ${TSX} ${join(__dirname, 'cli.app.ts')}`;
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app }));
});
afterEach(async () => {
  await endpoint.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Run { readonly code: number | null; readonly output: string }

function cdk(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Run> {
  const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--no-version-reporting', '--no-color'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: join(folder, 'home'),
      // The CLI asks the system for the home folder, not HOME.
      CDK_HOME: join(folder, 'home', '.cdk'),
      CI: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_VALIDATION: 'false',
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) { stream.on('data', (data) => { output += String(data); }); }
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

const synth = (...args: string[]) => cdk(['synth', '--quiet', ...args]);
function kept(): Record<string, unknown> | undefined {
  const file = join(folder, 'cdk.context.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
const lookups = () => endpoint.calls.filter((call) => call === 'GetResource').length;

slowTest('a customer managed key needs no lookup', async () => {
  const run = await cdk(['synth', '--quiet'], { GUARD_ENCRYPTION: 'customer-managed' });
  expect(run).toMatchObject({ code: 0 });
  expect(endpoint.calls.filter((call) => call !== 'GetCallerIdentity')).toEqual([]);
  expect(kept()).toBeUndefined();
});

test('AWS-owned: the first synth looks it up and keeps the answer, the second needs no network', async () => {
  endpoint.answer = AWS_OWNED;
  const first = await synth();
  expect(first).toMatchObject({
    code: 0,
    output: expect.stringMatching(new RegExp(
      "is on an AWS-owned key, according to the lookup whose answer is kept .* cdk context --reset '")),
  });
  expect(endpoint.calls).toEqual(expect.arrayContaining(['GetCallerIdentity', 'AssumeRole', 'GetResource']));
  const Namespace = expect.objectContaining({ KmsKeyId: 'AWS_OWNED_KMS_KEY' });
  expect(kept()).toEqual({ [KEY_OF]: [expect.objectContaining({ Namespace })] });
  endpoint.calls.length = 0;
  await endpoint.stop();
  expect(await synth()).toMatchObject({ code: 0, output: expect.stringContaining('is on an AWS-owned key') });
  expect(endpoint.calls).toEqual([]);
});

slowTest('a customer managed key found: exit 1 with our message, and the answer stays', async () => {
  endpoint.answer = CMK;
  const message = new RegExp("\\[Warehouse/Namespace/?\\w*\\] namespace 'warehouse' \\(id id-1\\) "
    + `is on the customer managed key ${KEY}, .*got: NamespaceEncryption\\.awsOwnedKey\\(\\).*backToAwsOwnedKey`);
  const first = await synth();
  expect(first.code).toBe(1);
  expect(first.output).toMatch(message);
  endpoint.answer = AWS_OWNED;
  const second = await synth();
  expect(second.code).toBe(1);
  expect(second.output).toMatch(message);
  expect(lookups()).toBe(1);
});

slowTest('an old answer: the command in the message makes the next synth look it up again', async () => {
  endpoint.answer = { kind: 'not-found' };
  const first = await synth();
  const output = expect.stringContaining("namespace 'warehouse' does not exist, according to the lookup");
  expect(first).toMatchObject({ code: 0, output });
  expect(kept()).toEqual({ [KEY_OF]: [{ Namespace: 'not found' }] });
  endpoint.answer = CMK;
  expect(await synth()).toMatchObject({ code: 0 });
  const key = /cdk context --reset '([^']+)'/.exec(first.output)![1];
  expect(key).toBe(KEY_OF);
  expect(await cdk(['context', '--reset', key])).toMatchObject({ code: 0 });
  expect(await synth()).toMatchObject({ code: 1, output: expect.stringContaining('backToAwsOwnedKey') });
  expect(lookups()).toBe(2);
});

slowTest('denied: exit 1, with what to permit; nothing is kept, so the next synth looks it up again', async () => {
  endpoint.answer = { kind: 'denied' };
  const run = await synth();
  expect(run.code).toBe(1);
  expect(run.output).toMatch(new RegExp("the key of namespace 'warehouse' in account \\d+ could not be looked up, "
    + 'got: .*permit cloudformation:GetResource and redshift-serverless:GetNamespace.*lookupFailed'));
  expect(kept()?.[KEY_OF]).toBeUndefined();
  endpoint.answer = AWS_OWNED;
  expect(await synth()).toMatchObject({ code: 0 });
});

slowTest('no credentials: exit 1, and it says so', async () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  const run = await cdk(['synth', '--quiet'], none);
  expect(run.code).toBe(1);
  expect(run.output).toMatch(/lookupFailed/);
  expect(run.output).toMatch(/credentials/i);
  expect(lookups()).toBe(0);
});

slowTest('--no-lookups: exit 1 where the answer is not kept, and fine where it is', async () => {
  endpoint.answer = AWS_OWNED;
  const run = await synth('--no-lookups');
  expect(run).toMatchObject({ code: 1, output: expect.stringContaining('Context lookups have been disabled') });
  expect(run.output).toContain(KEY_OF);
  expect(lookups()).toBe(0);
  expect(await synth()).toMatchObject({ code: 0 });
  expect(await synth('--no-lookups')).toMatchObject({ code: 0 });
});

slowTest('an environment-agnostic stack: a warning, no lookup; --strict makes it an error', async () => {
  const run = await cdk(['synth', '--quiet'], { GUARD_ENV: 'agnostic' });
  expect(run).toMatchObject({
    code: 0,
    output: expect.stringMatching(new RegExp('WARNING .*cannot be looked up at synth, because its stack has no '
      + 'concrete account and Region[^]*lookupImpossible')),
  });
  expect(lookups()).toBe(0);
  expect(await cdk(['synth', '--quiet', '--strict'], { GUARD_ENV: 'agnostic' })).toMatchObject({ code: 1 });
});
