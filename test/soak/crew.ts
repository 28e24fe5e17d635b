import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Share, Word } from './worker';
import { emptyTally, type Gear, type Tally } from '../lives/live';

const ROOT = join(__dirname, '..', '..');

/** Lives so many seeds in several processes. */
export async function crew(gear: Gear, seed: number, lives: number, workers: number, progress: (tally: Tally) => void): Promise<Tally> {
  const count = Math.min(workers, lives);
  const tallies = new Map<number, Tally>();
  const program = gear === 'fast' ? bundled() : join(__dirname, 'whole-worker.ts');
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => {
      const share: Share = { first: seed + index, count: Math.floor((lives - index - 1) / count) + 1, step: count };
      // Bundled, a fast life is twice as fast; the simulator of whole lives finds its files by their place.
      const child = fork(program, { execArgv: gear === 'fast' ? [] : ['--import', 'tsx'], cwd: ROOT });
      return carriedOut(child, share, (tally) => {
        tallies.set(index, tally);
        progress(sum([...tallies.values()]));
      });
    }));
  } finally {
    if (gear === 'fast') { rmSync(program, { force: true }); }
  }
  return sum([...tallies.values()]);
}

function carriedOut(child: ChildProcess, share: Share, told: (tally: Tally) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let ended = false;
    child.on('message', (word: Word) => {
      told(word.tally);
      ended = word.ended;
    });
    child.once('exit', (code) => { if (ended) { resolve(); } else { reject(new Error(`a worker ended early, with code ${code}`)); } });
    child.send(share);
  });
}

function bundled(): string {
  const folder = join(ROOT, 'node_modules', '.cache', 'soak');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `worker-${process.pid}.js`);
  buildSync({ entryPoints: [join(__dirname, 'fast-worker.ts')], bundle: true, platform: 'node', packages: 'external', outfile, logLevel: 'error', tsconfig: join(ROOT, 'test', 'tsconfig.json') });
  return outfile;
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((total, each) => ({
    lives: total.lives + each.lives,
    hours: total.hours + each.hours,
    requests: total.requests + each.requests,
    asks: total.asks + each.asks,
    failures: [...total.failures, ...each.failures],
  }), emptyTally());
}
