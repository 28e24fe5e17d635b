import { probe } from './probe';
import { runWhole } from '../harness/whole/whole-harness';

void probe(runWhole);
