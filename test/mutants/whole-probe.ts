import { probe } from './probe';
import { liveWhole } from '../lives/whole/whole-life';

void probe(liveWhole);
