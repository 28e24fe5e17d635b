import { runWorker } from './worker';
import { runFast } from '../harness/fast/fast-harness';

runWorker(runFast, async () => undefined);
