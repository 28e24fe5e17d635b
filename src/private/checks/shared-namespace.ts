import { Stack, Token, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppIndex, Named } from './app-index';
import { diagnostics, readable } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';

/** Two key changes on one namespace would supersede each other. Reported at `reportAt`. */
export function checkOneKeyChange(
  index: AppIndex, keyChange: IConstruct, namespaceName: string, reportAt: IConstruct,
): Finding[] {
  const name: unknown = Stack.of(keyChange).resolve(namespaceName);
  return checkOneOwner(keyChange, name, index.keyChanges(name), readable(namespaceName))
    .map(({ diagnostic }) => ({ construct: reportAt, diagnostic }));
}

/** Two resources of one name cannot exist. */
export function checkOneResource(index: AppIndex, resource: CfnResource): Finding[] {
  const name = index.final(resource).Properties.NamespaceName;
  const shownName = typeof name === 'string' ? name : JSON.stringify(name);
  return checkOneOwner(resource, name, index.namespaces(name), shownName);
}

function checkOneOwner(construct: IConstruct, name: unknown, all: readonly Named[], shownName: string): Finding[] {
  const stack = Stack.of(construct);
  return all.filter((other) => other.construct !== construct).flatMap((other): Finding[] => {
    const otherStack = Stack.of(other.construct);
    // A name that only a deployment knows has a meaning in its own stack alone.
    const isComparable = typeof name === 'string' || stack === otherStack;
    const paths = `'${construct.node.path}' and '${other.construct.node.path}'`;
    switch (isComparable && isSamePlace(stack, otherStack)) {
      case false: return [];
      case true: return [{ construct, diagnostic: diagnostics.sharedNamespace(shownName, paths) }];
      case 'perhaps': return [{ construct, diagnostic: diagnostics.perhapsSharedNamespace(shownName, paths) }];
    }
  });
}

/** Whether two stacks are deployed to the same account and Region. */
export function isSamePlace(one: Stack, other: Stack): boolean | 'perhaps' {
  if (one === other || one.nestedStackParent === other || other.nestedStackParent === one) { return true; }
  const pairs = [[one.account, other.account], [one.region, other.region]];
  const differs = ([a, b]: string[]) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
  if (pairs.some(differs)) { return false; }
  return pairs.flat().some((value) => Token.isUnresolved(value)) ? 'perhaps' : true;
}
