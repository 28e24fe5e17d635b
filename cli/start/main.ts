import { isMainThread } from 'node:worker_threads';
import { startQuickStart } from './quick-start';
import { serveScenarios } from '../rehearse/run/scenario-worker';
import { endWith } from '../terminal/run-program';

if (isMainThread) {
  endWith(() => startQuickStart(process.argv.slice(2)));
} else {
  serveScenarios();
}
