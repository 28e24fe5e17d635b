import { isMainThread } from 'node:worker_threads';
import { run } from './program';
import { serveScenarios } from './rehearse/run/scenario-worker';
import { endWith } from './terminal/run-program';

if (isMainThread) {
  endWith(() => run(process.argv.slice(2)));
} else {
  serveScenarios();
}
