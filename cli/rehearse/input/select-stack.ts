import type { AssemblyStack } from './assembly';
import { UsageError } from '../../terminal/usage-error';

/** The stack that a person names by artifact id, path in the app or stack name. Without a name: the only one. */
export function selectStack(stacks: readonly AssemblyStack[], name: string | undefined, app: string): AssemblyStack {
  const names = stacks.map(({ displayName }) => displayName).join(', ') || 'none';
  if (name === undefined) {
    if (stacks.length === 1) { return stacks[0]; }
    throw new UsageError(`${app} has ${stacks.length} stacks: name one with --stack; there are: ${names}`);
  }
  const keys = ['displayName', 'id', 'stackName'] as const;
  for (const key of keys) {
    const found = stacks.filter((stack) => stack[key] === name);
    if (found.length === 1) { return found[0]; }
    if (found.length > 1) {
      const paths = found.map(({ displayName }) => displayName).join(', ');
      throw new UsageError(`--stack ${name} names ${found.length} stacks: ${paths}; give one of these paths`);
    }
  }
  throw new UsageError(`${app} has no stack ${name}; there are: ${names}`);
}

/** The stacks that are deployed before another one, in that order. */
export function dependenciesOf(stacks: readonly AssemblyStack[], stack: AssemblyStack): readonly AssemblyStack[] {
  const ordered: AssemblyStack[] = [];
  const visit = (each: AssemblyStack): void => {
    if (ordered.includes(each)) { return; }
    seen.add(each);
    for (const id of each.dependencies) {
      const next = stacks.find((other) => other.id === id);
      // A cycle in the manifest is cut. CloudFormation meets it as an export that does not exist.
      if (next && !seen.has(next)) { visit(next); }
    }
    ordered.push(each);
  };
  const seen = new Set<AssemblyStack>();
  visit(stack);
  return ordered.filter((each) => each !== stack);
}
