export type Outcome = 'passed' | 'failed' | 'skipped';

interface Row {
  readonly subject: string;
  readonly check: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly detail?: string;
}

/** Collects what was checked, and tells it as a table, the failures in full, and one line of numbers. */
export class Report {
  private readonly rows: Row[] = [];

  constructor(private readonly title: string) {}

  /** @returns what the check has found; undefined if it has failed */
  public async check<T>(subject: string, check: string, run: () => Promise<T> | T): Promise<T | undefined> {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    try {
      const result = await run();
      this.add({ subject, check, outcome: 'passed', seconds: seconds() });
      return result;
    } catch (error) {
      this.add({ subject, check, outcome: 'failed', seconds: seconds(), detail: (error as Error).message });
      return undefined;
    }
  }

  public skip(subject: string, check: string, why: string): void {
    this.add({ subject, check, outcome: 'skipped', seconds: 0, detail: why });
  }

  public fail(subject: string, check: string, why: string): void {
    this.add({ subject, check, outcome: 'failed', seconds: 0, detail: why });
  }

  /** Prints everything, and says with the exit code whether all is well. */
  public close(): void {
    const number = (outcome: Outcome) => this.rows.filter((row) => row.outcome === outcome).length;
    const width = (column: 'subject' | 'check') => Math.max(...this.rows.map((row) => row[column].length));
    console.log(`\n${this.title}\n`);
    for (const row of this.rows) {
      const result = row.outcome === 'passed' ? 'passed ' : row.outcome.toUpperCase().padEnd(7);
      console.log(`  ${row.subject.padEnd(width('subject'))}  ${row.check.padEnd(width('check'))}  ${result}  ${row.seconds.toFixed(1).padStart(6)} s`);
    }
    for (const row of this.rows.filter((one) => one.detail !== undefined)) {
      console.log(`\n${row.outcome.toUpperCase()}  ${row.subject}: ${row.check}\n  ${row.detail}`);
    }
    console.log(`\n${number('passed')} passed, ${number('failed')} failed, ${number('skipped')} skipped`);
    if (number('failed') > 0 || number('passed') === 0) { process.exitCode = 1; }
  }

  private add(row: Row): void {
    this.rows.push(row);
    console.log(`${row.outcome === 'passed' ? '·' : '!'} ${row.subject}: ${row.check}: ${row.outcome} (${row.seconds.toFixed(1)} s)`);
  }
}
