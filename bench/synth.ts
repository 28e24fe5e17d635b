import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAssets } from './assets';
import { withSection } from './markdown';
import { measureBundles, measureSynth } from './synth/measure';
import { synthReport } from './synth/report';
import type { SynthResults } from './synth/results';
import { synthTargets } from './synth/targets';

function main(): void {
  const results: SynthResults = { synth: measureSynth(), bundles: measureBundles() };
  writeFileSync(join(__dirname, 'synth-results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  const document = join(__dirname, '..', 'docs', 'benchmarks.md');
  const report = synthReport(results);
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), 'bench:synth', report));
  process.stdout.write(`${report}\n`);
  if (synthTargets(results).some(({ reached }) => !reached)) { process.exitCode = 1; }
}

try {
  main();
} finally {
  removeAssets();
}
