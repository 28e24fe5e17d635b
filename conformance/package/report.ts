export type Outcome = 'passed' | 'failed' | 'skipped';

interface Row {
  readonly subject: string;
  readonly check: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly detail?: string;
}

/** Collects the results of checks, and prints them as a table, with the failures in full and one line of counts. */
export class Report {
  private readonly rows: Row[] = [];

  constructor(private readonly title: string) {}

  /** @returns the result of the check; undefined if it has failed */
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

  /** Prints the table, and sets the exit code. */
  public close(): void {
    const count = (outcome: Outcome) => this.rows.filter((row) => row.outcome === outcome).length;
    const width = (column: 'subject' | 'check') => Math.max(...this.rows.map((row) => row[column].length));
    const [subjectWidth, checkWidth] = [width('subject'), width('check')];
    console.log(`\n${this.title}\n`);
    for (const { subject, check, outcome, seconds } of this.rows) {
      const result = outcome === 'passed' ? 'passed ' : outcome.toUpperCase().padEnd(7);
      const time = `${seconds.toFixed(1).padStart(6)} s`;
      console.log(`  ${subject.padEnd(subjectWidth)}  ${check.padEnd(checkWidth)}  ${result}  ${time}`);
    }
    for (const row of this.rows.filter(({ detail }) => detail !== undefined)) {
      console.log(`\n${row.outcome.toUpperCase()}  ${row.subject}: ${row.check}\n  ${row.detail}`);
    }
    console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
    if (count('failed') > 0 || count('passed') === 0) { process.exitCode = 1; }
  }

  private add(row: Row): void {
    this.rows.push(row);
    const mark = row.outcome === 'passed' ? '·' : '!';
    console.log(`${mark} ${row.subject}: ${row.check}: ${row.outcome} (${row.seconds.toFixed(1)} s)`);
  }
}
