import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAssets } from './assets';
import { contenders } from './contenders';
import { library } from './contenders/library';
import { footprintOf } from './footprint';
import { withSection } from './markdown';
import { measure, measureWrongEstimate } from './measure';
import { plotOf } from './plot';
import { reportOf } from './report';
import { SIZES_TB, WRONG_FACTORS, WRONG_SIZES_TB, type Measurement, type Result, type WrongEstimate } from './results';
import { targetsOf } from './targets';

const SEED = 1;
const DOCS = join(__dirname, '..', 'docs');

/** Measures every contender at every size, one after the other, on virtual time. */
async function main(): Promise<void> {
  const measured: Measurement[] = [];
  for (const contender of contenders) {
    for (const sizeTB of SIZES_TB) {
      const measurement = await measure(contender, sizeTB, SEED);
      measured.push(measurement);
      process.stdout.write(lineOf(contender.label, measurement));
    }
  }
  const wrong: WrongEstimate[] = [];
  for (const sizeTB of WRONG_SIZES_TB) {
    for (const factor of WRONG_FACTORS) {
      const estimate = await measureWrongEstimate(library, sizeTB, factor, SEED);
      wrong.push(estimate);
      const { lagSeconds, lambdaInvocations } = estimate.wrongEstimate;
      const lag = `lag ${lagSeconds ?? '–'} s`;
      process.stdout.write(`estimate × ${factor}, ${sizeTB} TB: ${lambdaInvocations} Lambda calls  ${lag}\n`);
    }
  }
  const results = [...measured, ...wrong, ...contenders.map(footprintOf)];
  write(results);
  const targets = targetsOf(results);
  for (const { text, figure, reached } of targets) {
    process.stdout.write(`${reached ? 'reached' : 'MISSED '}  ${text}: ${figure}\n`);
  }
  if (targets.some(({ reached }) => !reached)) { process.exitCode = 1; }
}

function lineOf(label: string, { sizeTB, outcome, lambdaInvocations, lagSeconds }: Measurement): string {
  return `${label.padEnd(26)} ${String(sizeTB).padStart(5)} TB  ${outcome.padEnd(20)} `
    + `${String(lambdaInvocations).padStart(5)} Lambda calls  lag ${lagSeconds ?? '–'} s\n`;
}

function write(results: readonly Result[]): void {
  const lines = results.map((result) => `  ${JSON.stringify(result)}`);
  writeFileSync(join(__dirname, 'results.json'), `[\n${lines.join(',\n')}\n]\n`);
  writeFileSync(join(DOCS, 'benchmarks.svg'), plotOf(results, contenders));
  const document = join(DOCS, 'benchmarks.md');
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), 'bench', reportOf(results, contenders)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}).finally(removeAssets);
