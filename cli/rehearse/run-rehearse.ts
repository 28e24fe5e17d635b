import { buildPlan } from './input/build-plan';
import { CannotRehearse } from './input/cannot-rehearse';
import type { Scenario } from './input/plan';
import type { RehearseOptions } from './input/rehearse-options';
import { rehearse, type Rehearsal } from './rehearsal';
import { htmlPage } from './report/html-page';
import { jsonReport } from './report/json-report';
import { OutputFolder } from './report/output-folder';
import { pictureOf } from './report/picture';
import { printReport } from './report/print-report';
import { renderTimeline } from '../picture/timeline-svg';
import { EXIT } from '../terminal/exit';
import { progressBar, type ProgressBar } from '../terminal/progress-bar';
import { Screen, terminalOf } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

/** Rehearses, prints and writes. Resolves to the exit status. */
export async function runRehearse(options: RehearseOptions): Promise<number> {
  try {
    return await play(options);
  } catch (error) {
    // Templates can be nested so deeply that nothing can walk them.
    const problem = error instanceof RangeError
      ? new CannotRehearse(`a template is nested too deeply: ${error.message}`)
      : error;
    if (!(problem instanceof CannotRehearse) && !(problem instanceof UsageError)) { throw problem; }
    if (options.json) {
      const places = problem instanceof CannotRehearse ? problem.places : [];
      writeJson({ schemaVersion: 1, error: { message: problem.message, places } });
    }
    process.stderr.write(`${problem instanceof CannotRehearse ? 'cannot be rehearsed: ' : ''}${problem.message}\n`);
    return EXIT.impossible;
  }
}

async function play(options: RehearseOptions): Promise<number> {
  const out = new OutputFolder(options.out, options.png);
  const plan = await buildPlan(options);
  const { slowness, rollback, failAt, cancelAtMinutes } = options;
  const scenario: Scenario = {
    slowness,
    rollback,
    ...(failAt !== undefined && { failAt }),
    ...(cancelAtMinutes !== undefined && { cancelAtMinutes }),
  };
  const rehearsal = await withProgress((step) => rehearse(plan, scenario, options.everyFailure, { step }));
  const endsWell = rehearsal.main.verdict.well && rehearsal.failures.every(({ verdict }) => verdict.well);
  write(rehearsal, options, out, endsWell);
  return endsWell ? EXIT.well : EXIT.badly;
}

function write(rehearsal: Rehearsal, options: RehearseOptions, out: OutputFolder, endsWell: boolean): void {
  const svg = renderTimeline(pictureOf(rehearsal, options.size.text));
  const files = out.write(svg, htmlPage(rehearsal, svg, options.size.text, endsWell));
  if (options.json) {
    writeJson(jsonReport(rehearsal, options, files, endsWell));
  } else {
    const terminal = terminalOf(process.stdout, process.env, options.color);
    printReport(new Screen(terminal), rehearsal, options, files, endsWell);
  }
}

function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A bar on the error output, once it is known how much there is to do. */
async function withProgress<T>(
  work: (step: (done: number, total: number, what: string) => void) => Promise<T>,
): Promise<T> {
  let bar: ProgressBar | undefined;
  try {
    return await work((done, total, what) => {
      if (total === 1) { return; }
      bar ??= progressBar(total, what);
      bar.update(done, what);
    });
  } finally {
    bar?.stop();
  }
}
