import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replaced } from './fast-build';
import type { TestMutant } from './test-mutant';

const ROOT = join(__dirname, '..', '..');
const COPIED = [
  'src', 'simulator', 'reliability', 'test', 'assets', 'package.json', 'tsconfig.json', 'jest.config.json',
];
const TIMEOUT_MS = 5 * 60_000;
const UNREADABLE = /SyntaxError|Cannot find module|error TS|Jest encountered/;

const firstError = (message: string): string =>
  message.split('\n').map((line) => line.trim()).find((line) => /\w/.test(line) && !line.startsWith('●')) ?? '';

interface JestResult { readonly numPassedTests: number; readonly numFailedTests: number; readonly failed: string[] }

/** A copy of the project, in which one text after the other is replaced. */
export class TestBench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'blinding-'));

  constructor() {
    for (const part of COPIED) { cpSync(join(ROOT, part), join(this.folder, part), { recursive: true }); }
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** @throws where the text to replace is missing or not unique */
  public async run(mutant: TestMutant): Promise<JestResult> {
    const path = join(this.folder, mutant.file);
    const original = readFileSync(path, 'utf8');
    writeFileSync(path, replaced(original, mutant));
    try {
      return await this.jest(mutant.tests);
    } finally {
      writeFileSync(path, original);
    }
  }

  /** Runs tests; a failing test is a result, and what jest cannot even load is an error. */
  public async jest(tests: readonly string[]): Promise<JestResult> {
    const outputFile = join(this.folder, 'result.json');
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const options = ['--coverage=false', '--silent', '--runInBand', '--ci', '--reporters=default', '--json'];
    await promisify(execFile)('node', [jest, ...options, `--outputFile=${outputFile}`, ...tests], {
      cwd: this.folder, timeout: TIMEOUT_MS, maxBuffer: 64 * 2 ** 20,
    }).catch(() => undefined);
    const result = JSON.parse(readFileSync(outputFile, 'utf8')) as {
      readonly numPassedTests: number;
      readonly numFailedTests: number;
      readonly numRuntimeErrorTestSuites: number;
      readonly testResults: readonly {
        readonly assertionResults: { fullName: string; status: string }[];
        readonly message: string;
      }[];
    };
    rmSync(outputFile);
    // A product that is broken may throw while a test file prepares; a file that cannot be read is no result.
    const notRun = result.testResults.filter(({ assertionResults }) => assertionResults.length === 0);
    const unreadable = notRun.find(({ message }) => UNREADABLE.test(message));
    if (unreadable) { throw new Error(`a test file could not be read: ${unreadable.message.slice(0, 200)}`); }
    const failed = result.testResults.flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => fullName);
    const thrown = result.numRuntimeErrorTestSuites > 0 ? notRun.map(({ message }) => firstError(message)) : [];
    return {
      numPassedTests: result.numPassedTests,
      numFailedTests: result.numFailedTests + thrown.length,
      failed: [...failed, ...thrown],
    };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
