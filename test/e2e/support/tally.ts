import { NoPython } from './python';

/** Counts what a program has found out, and closes with the one line that a reader of CI looks for. */
export class Tally {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  /** One thing that must hold. A failure is told at once, and the rest goes on. */
  public async test(name: string, body: () => void | Promise<void>): Promise<boolean> {
    const began = performance.now();
    try {
      await body();
    } catch (error) {
      this.failed += 1;
      process.stdout.write(`✗ ${name}\n${indented(error instanceof Error ? error.stack ?? error.message : String(error))}\n`);
      return false;
    }
    this.passed += 1;
    process.stdout.write(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
    return true;
  }

  /** Runs a program's whole body. A machine without Python skips it, loudly; with `CI=true` that is a failure. */
  public async main(what: string, body: (tally: Tally) => Promise<void>): Promise<void> {
    try {
      await body(this);
    } catch (error) {
      if (!(error instanceof NoPython) || process.env.CI === 'true') {
        this.failed += 1;
        process.stdout.write(`✗ ${what}\n${indented(error instanceof Error ? error.stack ?? error.message : String(error))}\n`);
      } else {
        this.skipped += 1;
        process.stdout.write(`SKIPPED: ${what}: NOTHING WAS TESTED, because this machine has no Python with its packages.\n${indented(error.message)}\n`);
      }
    }
    process.stdout.write(`${this.passed} passed, ${this.failed} failed${this.skipped > 0 ? `, ${this.skipped} skipped` : ''}\n`);
    process.exitCode = this.failed > 0 ? 1 : 0;
  }
}

const indented = (text: string): string => text.split('\n').map((line) => `    ${line}`).join('\n');
