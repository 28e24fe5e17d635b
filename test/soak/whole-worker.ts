import { work } from './worker';
import { forgetApps, liveWhole } from '../lives/whole/whole-life';

work(liveWhole, forgetApps);
