import type { ProbeAccount } from './account';
import type { ProbeRoles } from './roles';
import { failureOf, textOf } from '../aws/errors';

/** Waits between two looks. */
export type Pause = () => Promise<unknown>;

/** A change of the key of an empty namespace takes minutes. */
const MOST_LOOKS = 720;

/** Deletes everything that probes have left: snapshots, workgroups, namespaces, roles, aliases, keys. In this order. */
export async function clean(
  account: ProbeAccount, roles: ProbeRoles, pause: Pause, tell: (what: string) => void,
): Promise<void> {
  const { snapshots, workgroups, namespaces, aliases, keys } = await account.leftovers();
  for (const name of snapshots) { await remove(`snapshot ${name}`, () => account.deleteSnapshot(name), pause, tell); }
  for (const name of workgroups) {
    await remove(`workgroup ${name}`, () => account.deleteWorkgroup(name), pause, tell);
    await gone(() => account.workgroupStatus(name), pause);
  }
  for (const name of namespaces) {
    await remove(`namespace ${name}`, () => account.deleteNamespace(name), pause, tell);
    await gone(() => account.namespace(name), pause);
  }
  // A change that a role has sent may use its permissions until it ends.
  for (const name of await rolesLeft(roles, tell)) {
    await remove(`role ${name}`, () => roles.delete(name), pause, tell);
  }
  for (const name of aliases) { await remove(name, () => account.deleteAlias(name), pause, tell); }
  for (const arn of keys) {
    await remove(`key ${arn} (KMS deletes it in seven days)`, () => account.deleteKey(arn), pause, tell);
  }
}

/** Credentials that may not list roles have made none. */
async function rolesLeft(roles: ProbeRoles, tell: (what: string) => void): Promise<readonly string[]> {
  try {
    return await roles.leftovers();
  } catch (error) {
    if (failureOf(error) !== 'denied' || roles.hasMade) { throw error; }
    tell(`not looked for: roles, got: ${textOf(error)}; if an earlier run made some, permit iam:ListRoles`);
    return [];
  }
}

/** Tries again while the service is busy with what the probe has started. What is gone already is well. */
async function remove(what: string, call: () => Promise<unknown>, pause: Pause, tell: (what: string) => void) {
  for (let look = 0; ; look += 1) {
    try {
      await call();
      tell(`deleted: ${what}`);
      return;
    } catch (error) {
      if (failureOf(error) === 'not-found') { return; }
      if ((error as Error).name !== 'ConflictException' || look >= MOST_LOOKS) { throw error; }
      await pause();
    }
  }
}

async function gone(read: () => Promise<unknown>, pause: Pause): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (await read() === undefined) { return; }
    await pause();
  }
}
