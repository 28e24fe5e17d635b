import { probe } from './probe';
import { liveFast } from '../lives/fast/fast-life';

void probe(liveFast);
