import type { ProbeAccount, Sent } from './account';
import { available, follow, MOST_LOOKS, onKey, type Lab } from './lab';
import { KEY_ACTIONS, rolePolicy } from './permissions';
import { NotAsked, type ProbeRole } from './roles';

/** IAM-3: new permissions take seconds to minutes to act. */
const LONGEST_LAG_MS = 300_000;
/** A role younger than this is not believed, even if its permissions act in the calls that were tried. */
const SETTLED_MS = 60_000;

/** What became of a change that a role has sent. */
export interface Attempt {
  /** `not changed`: accepted, but the namespace is still on its old key when the change has ended */
  readonly outcome: 'changed' | 'refused' | 'not changed';
  readonly error?: string;
}

/** The attempts that lack something on one of the keys. */
export interface Side {
  /** by a role without any action on the key */
  readonly withoutAny: Attempt;
  /** by roles that lack one action each, if without any it did not work */
  readonly without: readonly { readonly action: string; readonly attempt: Attempt }[];
}

export interface Findings { readonly old: Side; readonly new: Side }

const findings = new WeakMap<Lab, Promise<Findings>>();

/** All attempts, made once for several questions. */
export function attemptAll(lab: Lab): Promise<Findings> {
  const known = findings.get(lab) ?? attempts(lab);
  findings.set(lab, known);
  return known;
}

async function attempts(lab: Lab): Promise<Findings> {
  const [oldKey, newKey] = lab.keys;
  await onKey(lab, oldKey);
  const permitted = { namespaceArn: (await available(lab)).arn!, oldKey, newKey };
  const roleWithout = (key: string, actions: readonly string[]) =>
    lab.roles.create(oldKey, rolePolicy({ ...permitted, lacking: { key, actions } }));
  // All of them are made before the first is tried, so that they wait for IAM together.
  const everything = await roleWithout(oldKey, []);
  const nothingOnOld = await roleWithout(oldKey, KEY_ACTIONS);
  const nothingOnNew = await roleWithout(newKey, KEY_ACTIONS);
  const control = await attempt(lab, everything);
  if (control.outcome !== 'changed') {
    throw new Error('a role with every action that AWS documents on both keys cannot change the key either, got: '
      + (control.error ?? 'accepted, but the key did not change'));
  }
  const side = async (key: string, role: ProbeRole): Promise<Side> => {
    const withoutAny = await attempt(lab, role);
    if (withoutAny.outcome === 'changed') { return { withoutAny, without: [] }; }
    const roles: { action: string; role: ProbeRole }[] = [];
    for (const action of KEY_ACTIONS) { roles.push({ action, role: await roleWithout(key, [action]) }); }
    const without: { action: string; attempt: Attempt }[] = [];
    for (const each of roles) { without.push({ action: each.action, attempt: await attempt(lab, each.role) }); }
    return { withoutAny, without };
  };
  return { old: await side(oldKey, nothingOnOld), new: await side(newKey, nothingOnNew) };
}

/** Sends the new key as a role, and puts the namespace back on the old one. */
async function attempt(lab: Lab, role: ProbeRole): Promise<Attempt> {
  const session = await sessionOf(lab, role);
  const sent = await whenFree(lab.pause, () => session.send(lab.keys[1]));
  if (!sent.accepted) {
    if (!isPermission(sent)) { throw new Error(sent.error); }
    return { outcome: 'refused', error: sent.error };
  }
  const { kmsKeyId } = (await follow(lab)).at(-1)!;
  if (kmsKeyId !== lab.keys[1]) { return { outcome: 'not changed' }; }
  const back = await whenFree(lab.pause, () => lab.account.send(lab.keys[0]));
  if (!back.accepted) { throw new Error(`the namespace of the probe could not be moved back: ${back.error}`); }
  await follow(lab);
  return { outcome: 'changed' };
}

/** Waits until a role acts, and returns its session. */
export async function sessionOf(lab: Lab, role: ProbeRole): Promise<ProbeAccount> {
  let lag = '';
  for (;;) {
    const age = lab.now() - role.madeAt;
    const clients = await lab.roles.assume(role.arn);
    if ('denial' in clients) {
      lag = `${clients.denial}; permit sts:AssumeRole to the credentials that you use`;
    } else {
      const session = lab.account.as(clients);
      const acts = await session.canRead(lab.keys);
      if (acts && age >= SETTLED_MS) { return session; }
      lag = acts ? '' : 'the permissions of a new role do not act';
    }
    if (lag !== '' && age > LONGEST_LAG_MS) { throw new NotAsked(`${lag} (tried for ${Math.round(age / 1000)} s)`); }
    await lab.account.namespace();
    await lab.pause();
  }
}

/** Sends again while the service is busy. */
export async function whenFree(pause: Lab['pause'], send: () => Promise<Sent>): Promise<Sent> {
  for (let look = 0; ; look += 1) {
    const sent = await send();
    if (sent.accepted || sent.name !== 'ConflictException' || look >= MOST_LOOKS) { return sent; }
    await pause();
  }
}

/** Whether a refusal can be about a missing permission. API-13: the text of a key may stand for it. */
const isPermission = ({ name }: { readonly name: string }): boolean =>
  ['AccessDeniedException', 'AccessDenied', 'ValidationException'].includes(name);
