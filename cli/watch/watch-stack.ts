import { setTimeout as sleep } from 'node:timers/promises';
import { WatchedAccount } from './account';
import { estimateMs } from './change';
import { beginningLine, happeningLine, outcomeLine, progressLine, type Line } from './lines';
import type { Observation } from './observation';
import { pictureOf } from './picture';
import { Report } from './report';
import { Tracker } from './tracker';
import type { WatchOptions } from './watch-options';
import { connect } from '../aws/clients';
import { textOf } from '../aws/errors';
import { preparePicture, writePicture } from '../picture/write-picture';
import { EXIT } from '../terminal/exit';
import { Screen, type Terminal } from '../terminal/terminal';
import { UsageError } from '../terminal/usage-error';

/** So many observations in a row may fail: the network, throttling. */
const MOST_FAILURES = 30;

/** Watches a stack until nothing runs any more. Resolves to the exit status. */
export async function watchStack(stack: string, options: WatchOptions, terminal: Terminal): Promise<number> {
  const picture = options.out === undefined ? undefined : preparePicture(options.out);
  const clients = await connect(options);
  const account = new WatchedAccount(clients, stack);
  const first = await account.observe();
  if (first.holding.windows.length === 0) {
    throw new UsageError(`the stack ${stack} has no key change, got: ${first.stackStatus}, no resource of the type `
      + 'Custom::RedshiftServerlessNamespaceKeyChange; name the stack that has the RotatableNamespace');
  }
  const sizes = new Map<string, number | undefined>();
  const readSizes = async ({ namespaces }: Observation): Promise<void> => {
    for (const { name } of namespaces) {
      if (!sizes.has(name)) { sizes.set(name, await account.sizeInMegabytes(name)); }
    }
  };
  await readSizes(first);

  const tracker = new Tracker(stack, (name) => estimateMs(sizes.get(name)));
  const screen = new Screen(terminal);
  const report = new Report(screen);
  const print = (line: Line) => terminal.write(`${JSON.stringify(line)}\n`);
  if (options.json) {
    print(beginningLine(first.at, stack, clients.region, first.stackStatus, sizes));
  } else {
    report.beginning(stack, clients.region, first.stackStatus, sizes);
  }
  const take = (observation: Observation): void => {
    for (const happening of tracker.take(observation)) {
      if (options.json) { print(happeningLine(happening)); } else { report.happened(happening, observation); }
    }
    if (!options.json) { report.progress(tracker.running); }
    if (options.json) { for (const change of tracker.running) { print(progressLine(observation.at, change)); } }
  };

  take(first);
  const until = first.at + (options.wait ?? 0) * 60_000;
  let hasRun = !isIdle(tracker);
  let failures = 0;
  while (!tracker.isSettled || (!hasRun && clients.clock.now() < until)) {
    await sleep(options.interval * 1000);
    try {
      const observation = await account.observe();
      await readSizes(observation);
      take(observation);
      hasRun ||= !isIdle(tracker);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= MOST_FAILURES) { throw error; }
      if (failures === 1 && !options.json) { screen.paragraph(`${textOf(error)} (it is tried again)`, 10, 'yellow'); }
    }
  }

  const { outcome } = tracker;
  if (options.json) {
    print(outcomeLine(tracker.latest!.at, outcome));
  } else {
    if (!hasRun) { screen.line('nothing runs: no deployment, and no key change'); }
    report.outcome(outcome);
  }
  const timeline = picture && pictureOf(tracker, stack, clients.region);
  if (picture && timeline) {
    await writePicture(picture, timeline);
    if (!options.json) { screen.line(`timeline: ${picture}`); }
  }
  return outcome.endedWell ? EXIT.well : EXIT.badly;
}

const isIdle = ({ latest, running }: Tracker): boolean =>
  latest !== undefined && !latest.stackStatus.endsWith('_IN_PROGRESS') && running.length === 0;
