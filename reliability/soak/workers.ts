import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { SoakArguments } from './arguments';
import type { WorkerReport, WorkerSeeds } from './worker';
import { noTotals, type Totals } from '../harness/harness';
import { addExercised, type Exercised } from '../invariants/exercise';

const ROOT = join(__dirname, '..', '..');

/** Runs the scenarios of these seeds in several processes. */
export async function runInWorkers(
  { harness, seed, scenarios, workers }: SoakArguments, onProgress: (totals: Totals) => void,
): Promise<Totals> {
  const step = Math.min(workers, scenarios);
  const reported = new Map<number, Totals>();
  // Bundled, a fast scenario takes half the time. The simulator of the whole harness finds its files by their place.
  const program = harness === 'fast' ? bundleFastWorker() : join(__dirname, 'whole-worker.ts');
  try {
    await Promise.all(Array.from({ length: step }, (_, index) => {
      const count = Math.floor((scenarios - index - 1) / step) + 1;
      const child = fork(program, { execArgv: harness === 'fast' ? [] : ['--import', 'tsx'], cwd: ROOT });
      return untilEnd(child, { first: seed + index, count, step }, (totals) => {
        reported.set(index, totals);
        onProgress(sum([...reported.values()]));
      });
    }));
  } finally {
    if (harness === 'fast') { rmSync(program, { force: true }); }
  }
  return sum([...reported.values()]);
}

function untilEnd(child: ChildProcess, seeds: WorkerSeeds, onReport: (totals: Totals) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let hasEnded = false;
    child.on('message', (report: WorkerReport) => {
      onReport(report.totals);
      hasEnded = report.hasEnded;
    });
    child.once('exit', (code) => {
      if (hasEnded) { resolve(); } else { reject(new Error(`a worker ended early, with code ${code}`)); }
    });
    child.send(seeds);
  });
}

function bundleFastWorker(): string {
  const folder = join(ROOT, 'node_modules', '.cache', 'soak');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `worker-${process.pid}.js`);
  buildSync({
    entryPoints: [join(__dirname, 'fast-worker.ts')],
    bundle: true,
    platform: 'node',
    packages: 'external',
    outfile,
    logLevel: 'error',
    tsconfig: join(ROOT, 'test', 'tsconfig.json'),
  });
  return outfile;
}

const added = (...counts: readonly Exercised[]): Record<string, number> => {
  const all: Record<string, number> = {};
  for (const each of counts) { addExercised(all, each); }
  return all;
};

export function sum(all: readonly Totals[]): Totals {
  return all.reduce((total, each) => ({
    scenarios: total.scenarios + each.scenarios,
    hours: total.hours + each.hours,
    requests: total.requests + each.requests,
    updates: total.updates + each.updates,
    exercised: added(total.exercised, each.exercised),
    failures: [...total.failures, ...each.failures],
  }), noTotals());
}
