import type { Assumptions } from './assumed/assumptions';
import { ValidationError } from './errors';
import type { Stack } from './stack';

/** The value of an export, which the importer holds from now on. */
export function importValue(
  stacks: readonly Stack[], importer: Stack, name: string, assumptions: Assumptions | undefined,
): string {
  const value = stacks.find((stack) => stack.status !== 'DELETE_COMPLETE' && Object.hasOwn(stack.exports, name))
    ?.exports[name]
    ?? assumptions?.exportValue(name);
  if (value === undefined) { throw new ValidationError(`No export named ${name} found.`); }
  importer.imports.add(name);
  return value;
}

/** Why a stack cannot have these exports instead of its own: another stack imports one that would change. */
export function exportConflict(
  stacks: readonly Stack[], exporter: Stack, exports: Readonly<Record<string, string>>,
): string | undefined {
  const lost = Object.keys(exporter.exports).filter((name) => exports[name] !== exporter.exports[name]);
  const used = importedExport(stacks, exporter, lost);
  return (
    used
    && `Export ${used.name} cannot be ${Object.hasOwn(exports, used.name) ? 'updated' : 'deleted'} as it is in `
      + `use by ${used.by}`
  );
}

/** The first of these exports that another stack imports, and the name of that stack. */
export function importedExport(
  stacks: readonly Stack[], exporter: Stack, names: readonly string[],
): { readonly name: string; readonly by: string } | undefined {
  for (const stack of stacks.filter((each) => each !== exporter && each.status !== 'DELETE_COMPLETE')) {
    const name = names.find((each) => stack.imports.has(each));
    if (name !== undefined) { return { name, by: stack.name }; }
  }
  return undefined;
}
