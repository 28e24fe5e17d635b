import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESCAPES } from '../picture/support';
import { runDemo, type DemoEnvironment } from '../../../cli/demo/demo';
import type { Terminal } from '../../../cli/terminal/terminal';
import { xmlFault } from '../../../cli/picture/well-formed';

const REPOSITORY = join(__dirname, '..', '..', '..');
const MAIN = join(REPOSITORY, 'cli', 'demo', 'main.ts');

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'demo-test-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

interface Outcome { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs the program as a person does, but without a terminal. */
function start(...args: string[]): Outcome {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: '1', CDK_VALIDATION: 'false' },
  });
  expect(readdirSync(temporary).filter((name) => name.startsWith('rotatable-namespace'))).toEqual([]);
  return { code: status, out: stdout, err: stderr };
}

/** Runs the program inside of this process. */
async function run(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const environment: DemoEnvironment = {
    animationMs: 0,
    printError: (text) => { err += text; },
    terminal: (colorWanted) => ({
      interactive: false,
      columns: 150,
      write: (text) => { out += text; },
      ...terminal,
      color: colorWanted && terminal.color === true,
    }),
  };
  return { code: await runDemo(args, environment), out, err };
}

test('6 TB without a terminal: deployed, changed, printed and drawn', () => {
  const picture = join(folder, 'deep', 'er', 'six.svg');
  const { code, out, err } = start('--size', '6TB', '--no-color', '--out', picture);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).not.toMatch(ESCAPES);
  expect(out).toMatch(/CREATE_COMPLETE +AWS::RedshiftServerless::Workgroup/);
  expect(out).toContain('about 11 min 15 s (15 min per 8 TB, the service\'s typical figure)');
  const bar = out.split('\n').filter((line) => line.includes(' of about '));
  expect(bar.length).toBeGreaterThan(2);
  expect(bar.length).toBeLessThanOrEqual(10);
  expect(bar.at(-1)).toBe('  key change to generation 2: 100 %  11 min 15 s of about 11 min 15 s');
  expect(out).toMatch(/\| UPDATE_COMPLETE +\| AWS::CloudFormation::Stack/);
  expect(out).toMatch(new RegExp([
    'The one UpdateNamespace call, as it was sent',
    '.* accepted',
    ' {4}\\{',
    ' {6}"namespaceName": "warehouse",',
    ' {6}"kmsKeyId": "arn:aws:kms:[^"]+"',
    ' {4}\\}\n',
  ].join('\n')));
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

test('60 TB: the deployment fails with the message of the product, and the demo reports it', async () => {
  const picture = join(folder, 'sixty.svg');
  const { code, out, err } = await run(['--size', '60TB', '--out', picture]);
  expect(err).toBe('');
  expect(code).toBe(1);
  const flat = out.replace(/\s+/g, ' ');
  expect(flat).toContain('Result: the deployment has failed');
  expect(flat).toMatch(new RegExp(
    'reason \\d\\d:\\d\\d:\\d\\d: '
    + 'the key change of namespace warehouse to arn:\\S+ still runs after 55 minutes'));
  expect(flat).toMatch(/UPDATE_FAILED \| Custom::/);
  expect(flat).toContain('stack Warehouse is in UPDATE_ROLLBACK_');
  expect(flat).toMatch(/namespace warehouse is (AVAILABLE|MODIFYING)/);
  expect(out).not.toMatch(/\n {4}at /);
  expect(xmlFault(readFileSync(picture, 'utf8'))).toBeUndefined();
  expect(readFileSync(picture, 'utf8')).toContain('failed after 55 min');
});

test('on a terminal the bar moves in its place, in colors, and no line is wider than the terminal', async () => {
  const args = ['--size', '500GB', '--out', join(folder, 'small.svg')];
  const { code, out } = await run(args, { interactive: true, color: true, columns: 80 });
  expect(code).toBe(0);
  expect(out.split('\r\u001b[2K').length).toBeGreaterThan(20);
  expect(out).toContain('\u001b[32m');
  // eslint-disable-next-line no-control-regex
  const shown = out.split('\n').map((line) => line.replace(/^[^]*\r\u001b\[2K/, '').replace(/\u001b\[\d+m/g, ''));
  const tooWide = shown.filter((line) => line.length > 80 && !line.includes('arn:') && !line.includes(folder));
  expect(tooWide).toEqual([]);
});

test('a terminal without colors', async () => {
  const args = ['--size', '500GB', '--no-color', '--out', join(folder, 'plain.svg')];
  const { code, out } = await run(args, { interactive: true, color: true, columns: 100 });
  expect(code).toBe(0);
  // eslint-disable-next-line no-control-regex
  expect(out).not.toMatch(/\u001b\[\d+m/);
});

describe('a command line that is not valid', () => {
  interface Case { readonly args: readonly string[]; readonly want: string | RegExp }

  test.each<Case>([
    {
      args: ['--size', 'nonsense'],
      want: 'the size is not valid, got: "nonsense"; give a number and its unit, such as 6TB, 500GB, 1PB or 24TiB\n',
    },
    {
      args: ['--wat'],
      want: "Unknown option '--wat'; see --help\n",
    },
    {
      args: ['--out', tmpdir()],
      want: `--out is a folder, got: ${tmpdir()}; name a file, such as ${tmpdir()}/timeline.svg\n`,
    },
    {
      args: ['--out', join(__filename, 'x', 'y.svg')],
      want: /^the folder of --out cannot be made: ENOTDIR.*; name another path\n$/,
    },
  ])('$args: exit code 2, one line, and nothing is run', async ({ args, want }) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toEqual(typeof want === 'string' ? want : expect.stringMatching(want));
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
