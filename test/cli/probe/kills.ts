import type { LocalAws } from '../../../simulator/local-aws';
import type { CallRecord } from '../../../simulator/types';
import type { Ended, Program } from '../process';

export interface Kills {
  readonly begin: () => Promise<LocalAws>;
  /** how many calls that change something were made so far */
  readonly changes: (calls: readonly CallRecord[]) => number;
  readonly probe: () => Program;
  readonly clean: () => Program;
  readonly run: (program: Program) => Promise<Ended>;
  readonly left: () => unknown;
  readonly nothing: unknown;
}

/**
 * Kills the probe after its first change, after its second one and so on, and cleans up each time.
 *
 * @returns after how many changes it was killed for the last time
 */
export async function killAtEachStep({ begin, changes, probe, clean, run, left, nothing }: Kills): Promise<number> {
  for (let step = 1; ; step += 1) {
    const aws = await begin();
    const program = probe();
    let wasKilled = false;
    aws.setFaultPlan(() => {
      if (changes(aws.calls) < step) { return undefined; }
      wasKilled = true;
      program.interrupt('SIGKILL');
      // The call itself is carried out.
      return undefined;
    });
    await run(program);
    aws.setFaultPlan(undefined);
    if (!wasKilled) { return step - 1; }
    const { code, err } = await run(clean());
    expect({ step, code, err }).toEqual({ step, code: 0, err: '' });
    expect({ step, left: await left() }).toEqual({ step, left: nothing });
    await aws.stop();
  }
}
