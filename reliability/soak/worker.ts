import { noTotals, runMany, seedsFrom, type RunScenario, type Totals } from '../harness/harness';

/** The seeds of one worker: `first`, `first + step`, … */
export interface WorkerSeeds { readonly first: number; readonly count: number; readonly step: number }
/** What a worker reports now and then, and at its end. */
export interface WorkerReport { readonly totals: Totals; readonly hasEnded: boolean }

const REPORT_MS = 250;

/** Waits for its seeds, runs their scenarios, and reports. */
export function runWorker(run: RunScenario, onEnd: () => Promise<void>): void {
  // Without the parent process there is nobody to report to.
  process.once('disconnect', () => process.exit());
  process.once('message', ({ first, count, step }: WorkerSeeds) => {
    const totals = noTotals();
    let reportedAt = Date.now();
    const onProgress = async () => {
      if (Date.now() - reportedAt < REPORT_MS) { return; }
      reportedAt = Date.now();
      process.send?.({ totals, hasEnded: false } satisfies WorkerReport);
      // A fast scenario never returns to the event loop. Without this turn no report would be sent, and the end of the
      // parent process not be noticed.
      await new Promise((resolve) => setImmediate(resolve));
    };
    runMany(run, seedsFrom(first, count, step), totals, onProgress)
      .then(onEnd)
      .then(() => process.send?.({ totals, hasEnded: true } satisfies WorkerReport, () => process.disconnect()))
      .catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
  });
}
