import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runScenario } from './run-scenario';
import type { ScenarioResult } from './scenario-result';
import { onEnd } from '../../terminal/clean-up';
import { CannotRehearse } from '../input/cannot-rehearse';
import type { Plan, Scenario } from '../input/plan';

/** What the main thread sends, and what comes back. */
export interface Job { readonly index: number; readonly scenario: Scenario }
export type Answer =
  | { readonly index: number; readonly result: ScenarioResult }
  | { readonly index: number; readonly error: string; readonly cannot: boolean };

const MOST_WORKERS = 8;
/** So few are done before a thread has started. */
const FEW = 4;


/** Plays scenarios, several at a time where there are many. The results have the order of the scenarios. */
export async function runScenarios(
  plan: Plan, scenarios: readonly Scenario[], progress: (done: number) => void = () => {}, threads = true,
): Promise<readonly ScenarioResult[]> {
  if (!threads || scenarios.length <= FEW) {
    const results: ScenarioResult[] = [];
    for (const scenario of scenarios) {
      results.push(await runScenario(plan, scenario));
      progress(results.length);
    }
    return results;
  }
  return inThreads(plan, scenarios, progress);
}

async function inThreads(
  plan: Plan, scenarios: readonly Scenario[], progress: (done: number) => void,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  let next = 0;
  let done = 0;
  const work = () => new Promise<void>((resolve, reject) => {
    const worker = startWorker(plan);
    const end = onEnd(() => worker.terminate());
    const give = () => {
      if (next >= scenarios.length) {
        void end().then(resolve, reject);
        return;
      }
      const job: Job = { index: next, scenario: scenarios[next] };
      next += 1;
      worker.postMessage(job);
    };
    worker.on('message', (answer: Answer) => {
      if ('error' in answer) {
        void end();
        reject(answer.cannot ? new CannotRehearse(answer.error) : new Error(answer.error));
        return;
      }
      results[answer.index] = answer.result;
      done += 1;
      progress(done);
      give();
    });
    worker.once('error', reject);
    give();
  });
  const count = Math.min(MOST_WORKERS, availableParallelism(), scenarios.length);
  await Promise.all(Array.from({ length: count }, work));
  return results;
}

/** In the repository, the program is TypeScript, which a thread has to be told how to load. */
function startWorker(plan: Plan): Worker {
  const workerData = { plan };
  // The threads run this program again. npm links to it by a name without an extension.
  const program = realpathSync(process.argv[1]);
  return program.endsWith('.ts')
    ? new Worker(`require('tsx/cjs/api').register(); require(${JSON.stringify(program)});`, { workerData, eval: true })
    : new Worker(program, { workerData });
}
