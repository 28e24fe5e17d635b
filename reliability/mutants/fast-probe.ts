import { probe } from './probe';
import { runFast } from '../harness/fast/fast-harness';

void probe(runFast);
