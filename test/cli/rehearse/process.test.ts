import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Ajv2020 from 'ajv/dist/2020';
import { aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { assemblyOf, newFolder, removeFolders, STACK, type Report } from './assemblies';
import { bundleProgram } from '../../../cli/bundle/bundle-program';
import { xmlFault } from '../../../cli/picture/well-formed';
import { NamespaceEncryption, RotatableNamespace } from '../../../src';

const REPOSITORY = join(__dirname, '..', '..', '..');
const PNG_SIGNATURE = '89504e470d0a1a0a';

let program: string;
let before: string;
let after: string;

beforeAll(async () => {
  // As in the package: the program in bin/, below package.json, and nothing else.
  const folder = newFolder();
  copyFileSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  program = await bundleProgram(join(folder, 'bin'));
  [before, after] = [1, 2].map((active) => assemblyOf((stack) => {
    const namespace = new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: 'warehouse', encryption: NamespaceEncryption.keyGenerations({ active }),
    });
    new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
      workgroupName: 'warehouse', namespaceName: namespace.namespaceName,
    });
  }));
});
afterAll(removeFolders);

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH, HOME: newFolder(), AWS_EC2_METADATA_DISABLED: 'true', ...more,
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** the folder that it ran in, and what is there afterwards */
  readonly cwd: string;
  readonly files: readonly string[];
}

/** Runs the program in an empty folder, as a process without a terminal. */
function start(args: readonly string[], env?: NodeJS.ProcessEnv): Run {
  const cwd = newFolder();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd, encoding: 'utf8', env: environment(env), maxBuffer: 2 ** 26,
  });
  return { code: status, out: stdout, err: stderr, cwd, files: readdirSync(cwd) };
}

const rehearse = (...args: readonly string[]): Run => start(['rehearse', '--app', after, '--from', before, ...args]);

const schema = JSON.parse(readFileSync(join(REPOSITORY, 'docs', 'schemas', 'rehearsal.schema.json'), 'utf8')) as object;

/** What was printed, if the documented schema permits it. */
function reportOf({ out }: Run): Report {
  const report = JSON.parse(out) as Report;
  const ajv = new Ajv2020({ allErrors: true });
  expect(ajv.validate(schema, report) ? [] : ajv.errors).toEqual([]);
  return report;
}

describe('a change that ends well', () => {
  test('the report, the picture and the page, from an empty folder', () => {
    const run = rehearse('--size', '6TB', '--png');
    expect(run).toMatchObject({ code: 2, files: ['rehearsal'] });
    expect(run.err).toMatch(/^--png needs the package @resvg\/resvg-js: npm install --save-dev @resvg\/resvg-js/);
    const { code, out, err, cwd, files } = rehearse('--size', '6TB');
    expect([code, err, files]).toEqual([0, '', ['rehearsal']]);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u001b\r]/);
    expect(out).toContain('key change of warehouse to generation 2: 11 min 15 s');
    expect(out).toMatch(/typical │ 11 min 15 s │ yes +│ UPDATE_COMPLETE/);
    expect(out).toMatch(/third +│ 33 min 45 s │ yes/);
    expect(out).toMatch(/WarehouseAlias\w+ +│ KMS::Alias +│ UPDATE_COMPLETE/);
    expect(out).toContain('Result: it ends well');
    // A picture, and one page that needs no other file.
    expect(readdirSync(join(cwd, 'rehearsal')).sort()).toEqual(['rehearsal.html', 'rehearsal.svg']);
    const [html, svg] = ['html', 'svg'].map((end) => readFileSync(join(cwd, 'rehearsal', `rehearsal.${end}`), 'utf8'));
    expect(xmlFault(svg)).toBeUndefined();
    expect(svg).toContain('MODIFYING for 11 min 15 s');
    expect(html).toContain('<svg ');
    expect(html).not.toMatch(/<script|<link|src=|url\(/);
  });

  test('PNG, where the package is installed', () => {
    const out = newFolder();
    const args = ['rehearse', '--app', after, '--from', before, '--size', '1TB', '--out', out, '--png'];
    const { status } = spawnSync(process.execPath, [program, ...args], { cwd: REPOSITORY, env: environment() });
    expect(status).toBe(0);
    expect(readFileSync(join(out, 'rehearsal.png')).subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
  });

  test('JSON for a pipeline', () => {
    const run = rehearse('--size', '1TB', '--json');
    const report = reportOf(run);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(report).toMatchObject({
      endsWell: true,
      status: 'UPDATE_COMPLETE',
      next: 'nothing',
      updates: [{ by: 'function' }],
      namespaces: [{ name: 'warehouse', status: 'AVAILABLE', keyName: 'generation 2' }],
      usage: { newKeys: 1 },
    });
    expect(report.usage.dollars).toBeGreaterThan(0);
  });
});

describe('a change that ends badly', () => {
  test('more data than the time-out allows: exit status 1, and what to do', () => {
    const { code, out } = rehearse('--size', '60TB');
    expect(code).toBe(1);
    const flat = out.replace(/\s+/g, ' ');
    expect(flat).toMatch(/reason \S+ WarehouseKeyChangeWindow\w+: the key change .* still runs after 55 minutes/);
    expect(flat).toContain('do next when the namespace is AVAILABLE, run aws cloudformation continue-update-rollback');
  });

  test('--fail-at, --cancel-at and --no-rollback', () => {
    const alias = Object.keys((JSON.parse(readFileSync(join(after, `${STACK}.template.json`), 'utf8')) as {
      readonly Resources: object;
    }).Resources).find((id) => id.startsWith('WarehouseAlias'))!;
    const failed = reportOf(rehearse('--size', '1TB', '--fail-at', alias, '--json'));
    expect(failed).toMatchObject({
      endsWell: true,
      status: 'UPDATE_ROLLBACK_COMPLETE',
      namespaces: [{ keyName: 'generation 1' }],
      next: `remove the cause of the failure of ${alias}, and deploy again`,
    });
    const kept = rehearse('--size', '1TB', '--fail-at', alias, '--no-rollback', '--json');
    expect(reportOf(kept)).toMatchObject({ status: 'UPDATE_FAILED', recovery: { status: 'UPDATE_COMPLETE' } });
    expect(kept.code).toBe(1);
    const cancelled = reportOf(rehearse('--size', '6TB', '--cancel-at', '5', '--json'));
    expect(cancelled).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', namespaces: [{ keyName: 'generation 1' }] });
    const elsewhere = rehearse('--fail-at', 'Workgroup');
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.err).toMatch(/--fail-at Workgroup: the deployment does not create or update it, but: Warehouse/);
  });

  test('--every-failure: each resource of the change, and cancellations, in threads', () => {
    const run = rehearse('--size', '3TB', '--every-failure', '--json');
    const { everyFailure } = reportOf(run);
    expect(everyFailure.filter(({ failAt }) => failAt !== undefined).map(({ failAt }) => failAt?.slice(0, -8)))
      .toEqual(['WarehouseKeyGeneration2', 'WarehouseKeyChangeWindow1', 'WarehouseAlias']);
    expect(everyFailure.filter(({ cancelAtMinutes }) => cancelAtMinutes !== undefined).length).toBeGreaterThan(3);
    expect(everyFailure.map(({ namespaces }) => namespaces[0].keyName)).toEqual(everyFailure.map(() => 'generation 1'));
    expect(run.code).toBe(everyFailure.every(({ endsWell }) => endsWell) ? 0 : 1);
  });
});

describe('the command line', () => {
  test.each<[readonly string[], RegExp]>([
    [['rehearse', '--sice', '6TB'], /unknown option '--sice'\n\(Did you mean --size\?\)/],
    [['reherse'], /unknown command 'reherse'\n\(Did you mean rehearse\?\)/],
    [['rehearse', '--size', '6'], /'--size <size>' argument '6' is invalid.*such as 6TB, 500GB, 1PB or 24TiB/],
    [['rehearse', '--pace', 'slow'], /it is one of typical, half, third/],
    [['rehearse', '--cancel-at', 'soon'], /give minutes of virtual time, such as 20 or 0\.5/],
    [['rehearse', '--every-failure', '--fail-at', 'Alias'], /give only it/],
    [['rehearse', '--cancel-at', '5'], /--cancel-at needs --from/],
    [['rehearse', '--app', 'nowhere'], /nowhere is no cloud assembly: it has no manifest\.json; run cdk synth first/],
  ])('%j: exit status 2', (args, message) => {
    const { code, out, err } = start(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('help with examples, for the program and the command', () => {
    expect(start(['--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/rehearse \[options\]/) });
    expect(start(['rehearse', '--help'])).toMatchObject({
      code: 0, out: expect.stringMatching(/--every-failure[^]*Examples:[^]*--from deployed[^]*Exit status:/),
    });
  });

  test.each<[string, (folder: string) => string, RegExp]>([
    ['a file', (folder) => join(folder, 'file', 'deeper'), /the folder of --out cannot be made: ENOTDIR/],
    ['a folder in the way', (folder) => join(folder, 'taken'), /--out has a folder of the name rehearsal\.svg/],
    ['a file system that cannot be written', () => '/proc', /--out cannot be written, got: \/proc/],
  ])('--out is %s: told before the run', (_name, pathOf, message) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'taken', 'rehearsal.svg'), { recursive: true });
    const { code, out, err } = rehearse('--out', pathOf(folder));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  test('Ctrl+C ends it at once, and nothing is left running', async () => {
    const cwd = newFolder();
    const child = spawn(process.execPath, [program, 'rehearse', '--app', after, '--from', before, '--every-failure'], {
      cwd, env: environment(), stdio: 'pipe',
    });
    const exited = once(child, 'exit');
    // The folder is made when the rehearsal begins.
    while (!existsSync(join(cwd, 'rehearsal'))) { await sleep(50); }
    await sleep(1500);
    child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    expect(readdirSync(join(cwd, 'rehearsal'))).toEqual([]);
    expect(() => process.kill(child.pid!, 0)).toThrow('ESRCH');
  });
});

test('--from deployed: the template is read with the credentials of the environment', async () => {
  const template = readFileSync(join(before, `${STACK}.template.json`), 'utf8');
  const asked: string[] = [];
  const escaped = template.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const id = `arn:aws:cloudformation:eu-west-1:444455556666:stack/${STACK}/1`;
  const answers: Readonly<Record<string, string>> = {
    GetTemplate: `<TemplateBody>${escaped}</TemplateBody>`,
    DescribeStacks: `<Stacks><member><StackId>${id}</StackId><StackName>${STACK}</StackName>`
      + '<StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>',
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      asked.push(action);
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(`<${action}Response><${action}Result>${answers[action]}</${action}Result></${action}Response>`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_REGION: 'eu-west-1',
    NODE_NO_WARNINGS: '1',
  };
  const child = spawn(process.execPath, [
    program, 'rehearse', '--app', after, '--from', 'deployed', '--size', '1TB', '--json', '--out', newFolder(),
  ], { env: environment(env), stdio: 'pipe' });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { err += chunk; });
  const [code] = await once(child, 'close') as [number];
  server.close();
  expect([code, err]).toEqual([0, '']);
  expect(asked).toEqual(['GetTemplate', 'DescribeStacks']);
  const report = reportOf({ code, out, err, cwd: '', files: [] });
  expect(report).toMatchObject({ account: '444455556666', region: 'eu-west-1' });
});
