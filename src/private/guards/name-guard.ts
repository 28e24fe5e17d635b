import { Stack, Token, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { stageOf, type AppIndex, type Named } from './app-index';
import { logicalIdOf } from './final-resource';
import { messages, readable } from './messages';
import type { Finding } from './report';

/** Two key changes on one namespace would supersede each other; two resources of one name cannot exist. */
export function guardOneKeyChange(index: AppIndex, at: IConstruct, namespaceName: string, tellAt: IConstruct): Finding[] {
  const name: unknown = Stack.of(at).resolve(namespaceName);
  return sharing(at, name, index.keyChanges(name), readable(namespaceName)).map(({ message }) => ({ at: tellAt, message }));
}

export function guardOneResource(index: AppIndex, at: CfnResource): Finding[] {
  const name = index.final(at).Properties.NamespaceName;
  return sharing(at, name, index.namespaces(name), typeof name === 'string' ? name : JSON.stringify(name));
}

function sharing(at: IConstruct, name: unknown, all: readonly Named[], shownName: string): Finding[] {
  return all.flatMap((other): Finding[] => {
    if (other.construct === at) { return []; }
    const stacks = [Stack.of(at), Stack.of(other.construct)] as const;
    // A name that only a deployment knows means something in its own stack alone.
    const place = typeof name === 'string' || stacks[0] === stacks[1] ? samePlace(...stacks) : false;
    const paths = `'${at.node.path}' and '${other.construct.node.path}'`;
    switch (place) {
      case false: return [];
      case true: return [{ at, message: messages.sharedNamespace(shownName, paths) }];
      case 'perhaps': return [{ at, message: messages.perhapsSharedNamespace(shownName, paths) }];
    }
  });
}

/** Whether two stacks are deployed to the same account and Region. */
export function samePlace(one: Stack, other: Stack): boolean | 'perhaps' {
  if (one === other || one.nestedStackParent === other || other.nestedStackParent === one) { return true; }
  const pairs = [[one.account, other.account], [one.region, other.region]];
  if (pairs.some(([a, b]) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b)) { return false; }
  return pairs.flat().some((value) => Token.isUnresolved(value)) ? 'perhaps' : true;
}

/** A workgroup that spells the namespace's name out does not wait for the key change. */
export function guardWorkgroups(index: AppIndex, at: IConstruct, namespace: CfnResource, namespaceName: string): Finding[] {
  const stack = Stack.of(namespace);
  const name: unknown = stack.resolve(namespaceName);
  return index.workgroups(name).flatMap(({ construct: workgroup }): Finding[] => {
    const theirs = Stack.of(workgroup);
    // What another Stage says stands in a template that is written already, or not made yet.
    if (stageOf(workgroup) !== stageOf(at)) { return []; }
    if ((typeof name !== 'string' && theirs !== stack) || samePlace(stack, theirs) === false) { return []; }
    const { DependsOn } = index.final(workgroup);
    if (theirs === stack ? DependsOn.includes(logicalIdOf(namespace)) : waitsFor(theirs, stack)) { return []; }
    return [{ at: workgroup, message: messages.workgroupByPlainName(workgroup.node.path, readable(namespaceName), at.node.path) }];
  });
}

/** Whether a stack is deployed after another. */
const waitsFor = (stack: Stack, other: Stack): boolean =>
  stack.dependencies.some((dependency) => dependency === other || waitsFor(dependency, other));
