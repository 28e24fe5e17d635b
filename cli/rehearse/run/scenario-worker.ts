import { parentPort, workerData } from 'node:worker_threads';
import { runScenario } from './run-scenario';
import type { Answer, Job } from './scenario-pool';
import { CannotRehearse } from '../input/cannot-rehearse';
import type { Plan } from '../input/plan';

/** A thread of the program: plays the scenarios that it is sent. */
export function serveScenarios(): void {
  const { plan } = workerData as { readonly plan: Plan };
  const port = parentPort!;
  port.on('message', ({ index, scenario }: Job) => {
    runScenario(plan, scenario).then(
      (result): Answer => ({ index, result }),
      (error: unknown): Answer => ({
        index,
        error: error instanceof Error ? error.message : String(error),
        cannot: error instanceof CannotRehearse,
      }),
    ).then((answer) => port.postMessage(answer), (error: unknown) => { throw error; });
  });
}
