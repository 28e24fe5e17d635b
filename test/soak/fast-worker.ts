import { work } from './worker';
import { liveFast } from '../lives/fast/fast-life';

work(liveFast, async () => undefined);
