import type { ProbeAccount } from './account';
import type { ProbeRoles } from './roles';
import { failureOf, textOf } from '../aws/errors';

/** Waits between two looks. */
export type Pause = () => Promise<unknown>;

/** A change of the key of an empty namespace takes minutes. */
const MOST_LOOKS = 720;

/**
 * Deletes everything that probes have left: snapshots, workgroups, namespaces, aliases, keys, roles. In this order.
 *
 * @returns whether everything was looked for: without the permission to list them, roles are not
 */
export async function clean(
  account: ProbeAccount, roles: ProbeRoles, pause: Pause, tell: (what: string) => void,
): Promise<boolean> {
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
  for (const name of aliases) { await remove(name, () => account.deleteAlias(name), pause, tell); }
  for (const arn of keys) {
    await remove(`key ${arn} (KMS deletes it in seven days)`, () => account.deleteKey(arn), pause, tell);
  }
  // Last: what they may do ends with the namespace, and a missing permission of IAM leaves nothing else behind.
  const left = await rolesLeft(roles, tell);
  for (const name of left ?? []) { await remove(`role ${name}`, () => roles.delete(name), pause, tell); }
  return left !== undefined;
}

/** Undefined: these credentials may not list roles. Then they have made none. */
async function rolesLeft(roles: ProbeRoles, tell: (what: string) => void): Promise<readonly string[] | undefined> {
  try {
    return await roles.leftovers();
  } catch (error) {
    if (failureOf(error) !== 'denied' || roles.hasMade) { throw error; }
    tell(`not looked for: roles, got: ${textOf(error)}; if an earlier run made some, permit iam:ListRoles`);
    return undefined;
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
