import { runWorker } from './worker';
import { removeApps, runWhole } from '../harness/whole/whole-harness';

runWorker(runWhole, removeApps);
