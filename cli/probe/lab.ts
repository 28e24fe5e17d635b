import type { ProbeAccount, Reading } from './account';
import type { Pause } from './clean';
import type { ProbeRoles } from './roles';

/** What the questions work with. */
export interface Lab {
  readonly account: ProbeAccount;
  readonly roles: ProbeRoles;
  readonly keys: readonly [string, string];
  readonly pause: Pause;
  /** milliseconds, by the clock of the services */
  readonly now: () => number;
}

export interface Answer {
  /** for a program */
  readonly value: string | number | boolean | readonly string[] | null;
  /** for the ledger: one sentence */
  readonly text: string;
}

/** One question that only an account can answer. */
export interface Question {
  /** row of docs/assumptions.md */
  readonly id: string;
  readonly question: string;
  /** @default false */
  readonly needsWorkgroup?: boolean;
  /** @default false */
  readonly needsRoles?: boolean;
  readonly ask: (lab: Lab) => Promise<Answer>;
}

/** So many looks at one change of an empty namespace. Provisioned clusters have been seen to take hours. */
export const MOST_LOOKS = 5000;
/** So many looks without a change: nothing happens. */
const QUIET_LOOKS = 12;

export const upper = ({ status }: Reading) => status.toUpperCase();

/** Every reading from now on until the namespace is AVAILABLE again, or has stayed so. */
export async function follow({ account, pause }: Lab): Promise<Reading[]> {
  const readings: Reading[] = [];
  let hasStarted = false;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const reading = await account.namespace();
    if (reading === undefined) { throw new Error('the namespace of the probe does not exist any more'); }
    readings.push(reading);
    hasStarted ||= upper(reading) !== 'AVAILABLE';
    if (upper(reading) === 'AVAILABLE' && (hasStarted || look >= QUIET_LOOKS)) { return readings; }
    await pause();
  }
  throw new Error('the namespace of the probe does not become AVAILABLE');
}

export async function available(lab: Lab): Promise<Reading> {
  return (await follow(lab)).at(-1)!;
}

/** Puts the namespace on a key. */
export async function onKey(lab: Lab, key: string): Promise<void> {
  if ((await available(lab)).kmsKeyId === key) { return; }
  const sent = await lab.account.send(key);
  if (!sent.accepted) { throw new Error(`the namespace of the probe could not be moved to ${key}: ${sent.error}`); }
  await available(lab);
}
