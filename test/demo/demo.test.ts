import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo, type Surroundings } from './demo';
import type { Terminal } from './terminal';
import { xmlFault } from './well-formed';

const REPOSITORY = join(__dirname, '..', '..');
// eslint-disable-next-line no-control-regex
const ESCAPES = /[\u001b\r]/;

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'demo-test-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

interface Ran { readonly code: number | null; readonly out: string; readonly err: string }

/** The program as a person starts it, but without a terminal. */
function start(...args: string[]): Ran {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), ...args], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1', CDK_VALIDATION: 'false' },
  });
  expect(readdirSync(temporary).filter((name) => name.startsWith('rotatable-namespace'))).toEqual([]);
  return { code: status, out: stdout, err: stderr };
}

/** The same inside of this process. */
async function run(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const surroundings: Surroundings = {
    paceMs: 0,
    complain: (text) => { err += text; },
    terminal: (colorWanted) => ({
      interactive: false, columns: 150, write: (text) => { out += text; }, ...terminal, color: colorWanted && terminal.color === true,
    }),
  };
  return { code: await runDemo(args, surroundings), out, err };
}

test('6 TB without a terminal: deployed, changed, told and drawn', () => {
  const picture = join(folder, 'deep', 'er', 'six.svg');
  const { code, out, err } = start('--size', '6TB', '--no-color', '--out', picture);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).not.toMatch(ESCAPES);
  expect(out).toMatch(/CREATE_COMPLETE +AWS::RedshiftServerless::Workgroup/);
  expect(out).toContain('about 11 min 15 s (15 min per 8 TB, the service\'s typical pace)');
  const bar = out.split('\n').filter((line) => line.includes(' of about '));
  expect(bar.length).toBeGreaterThan(2);
  expect(bar.length).toBeLessThanOrEqual(10);
  expect(bar.at(-1)).toBe('  key change to generation 2: 100 %  11 min 15 s of about 11 min 15 s');
  expect(out).toMatch(/\| UPDATE_COMPLETE +\| AWS::CloudFormation::Stack/);
  expect(out).toMatch(/The one UpdateNamespace call, as it was sent\n.* accepted\n {4}\{\n {6}"namespaceName": "warehouse",\n {6}"kmsKeyId": "arn:aws:kms:[^"]+"\n {4}\}\n/);
  expect(out).toMatch(/namespace +warehouse is AVAILABLE, on key generation 2/);
  expect(out).toMatch(/old key +generation 1: Enabled, retained in the stack as \w+/);
  expect(out).toMatch(/key change +to generation 2: 11 min 15 s of virtual time/);
  expect(out).toMatch(/real time +\d+\.\d s/);
  expect(out).toContain(picture);
  const svg = readFileSync(picture, 'utf8');
  expect(xmlFault(svg)).toBeUndefined();
  expect(svg).toContain('MODIFYING for 11 min 15 s');
  expect(svg).toContain('generation 2');
});

test('60 TB: the deployment fails, in the words of the product, and the demo says so', async () => {
  const picture = join(folder, 'sixty.svg');
  const { code, out, err } = await run(['--size', '60TB', '--out', picture]);
  expect(err).toBe('');
  expect(code).toBe(1);
  const flat = out.replace(/\s+/g, ' ');
  expect(flat).toContain('Result: the deployment has failed');
  expect(flat).toMatch(/why \d\d:\d\d:\d\d: the key change of namespace warehouse to arn:\S+ still runs after 55 minutes/);
  expect(flat).toMatch(/UPDATE_FAILED \| Custom::/);
  expect(flat).toContain('stack Warehouse is in UPDATE_ROLLBACK_');
  expect(flat).toMatch(/namespace warehouse is (AVAILABLE|MODIFYING)/);
  expect(out).not.toMatch(/\n {4}at /);
  expect(xmlFault(readFileSync(picture, 'utf8'))).toBeUndefined();
  expect(readFileSync(picture, 'utf8')).toContain('failed after 55 min');
});

test('on a terminal the bar moves in its place, in colours, and no line is wider than the terminal', async () => {
  const { code, out } = await run(['--size', '500GB', '--out', join(folder, 'small.svg')], { interactive: true, color: true, columns: 80 });
  expect(code).toBe(0);
  expect(out.split('\r\u001b[2K').length).toBeGreaterThan(20);
  expect(out).toContain('\u001b[32m');
  // eslint-disable-next-line no-control-regex
  const shown = out.split('\n').map((line) => line.replace(/^[^]*\r\u001b\[2K/, '').replace(/\u001b\[\d+m/g, ''));
  const tooWide = shown.filter((line) => line.length > 80 && !line.includes('arn:') && !line.includes(folder));
  expect(tooWide).toEqual([]);
});

test('a terminal without colours', async () => {
  const { code, out } = await run(['--size', '500GB', '--no-color', '--out', join(folder, 'plain.svg')], { interactive: true, color: true, columns: 100 });
  expect(code).toBe(0);
  // eslint-disable-next-line no-control-regex
  expect(out).not.toMatch(/\u001b\[\d+m/);
});

describe('what is not understood', () => {
  test.each([
    [['--size', 'nonsense'], 'the size is not understood, got: "nonsense"; give a number and its unit, such as 6TB, 500GB, 1PB or 24TiB\n'],
    [['--wat'], "Unknown option '--wat'; see --help\n"],
    [['--out', tmpdir()], `--out is a folder, got: ${tmpdir()}; name a file, such as ${tmpdir()}/timeline.svg\n`],
    [['--out', join(__filename, 'x', 'y.svg')], /^the folder of --out cannot be made: ENOTDIR.*; name another path\n$/],
  ])('%p: exit code 2, one line, and nothing is run', async (args, message) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('as a process', () => {
    expect(start('--size', 'nonsense')).toMatchObject({ code: 2, out: '' });
  });

  test('--help', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Changes the KMS key[^]*--size SIZE[^]*--out PATH[^]*--no-color[^]*exit code/);
    expect(existsSync(join(folder, 'timeline.svg'))).toBe(false);
  });
});
