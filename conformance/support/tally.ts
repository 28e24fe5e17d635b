import { NoPython } from './python';

/** Counts passed and failed checks, and closes with one line of counts. */
export class Tally {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  /** One check. A failure is printed at once, and the other checks go on. */
  public async test(name: string, body: () => void | Promise<void>): Promise<boolean> {
    const began = performance.now();
    try {
      await body();
    } catch (error) {
      this.fail(name, error);
      return false;
    }
    this.passed += 1;
    process.stdout.write(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
    return true;
  }

  /** Runs the body of a program. A machine without Python skips it and says so; with `CI=true` that is a failure. */
  public async main(what: string, body: (tally: Tally) => Promise<void>): Promise<void> {
    try {
      await body(this);
    } catch (error) {
      if (error instanceof NoPython && process.env.CI !== 'true') {
        this.skip(what, 'NOTHING WAS TESTED, because this machine has no Python with its packages.\n'
          + indented(error.message));
      } else {
        this.fail(what, error);
      }
    }
    const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : '';
    process.stdout.write(`${this.passed} passed, ${this.failed} failed${skipped}\n`);
    process.exitCode = this.failed > 0 ? 1 : 0;
  }

  /** What this machine cannot check. */
  public skip(what: string, why: string): void {
    this.skipped += 1;
    process.stdout.write(`SKIPPED: ${what}: ${why}\n`);
  }

  private fail(name: string, error: unknown): void {
    this.failed += 1;
    const text = error instanceof Error ? error.stack ?? error.message : String(error);
    process.stdout.write(`✗ ${name}\n${indented(text)}\n`);
  }
}

const indented = (text: string): string => text.split('\n').map((line) => `    ${line}`).join('\n');
