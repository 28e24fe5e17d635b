import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { finalResource, logicalIdOf, same } from './final-resource';
import { messages, readable } from './messages';
import { keyChangeOf } from './registry';
import type { Finding } from './report';

export const NAMESPACE_TYPE = 'AWS::RedshiftServerless::Namespace';
const WORKGROUP_TYPE = 'AWS::RedshiftServerless::Workgroup';

/** The Stage (or app) that a construct is synthesized with; a Stage is its own. */
export const stageOf = (construct: IConstruct): IConstruct | undefined => (Stage.isStage(construct) ? construct : Stage.of(construct));

/** A construct and the name of the namespace that it deals with, resolved. */
interface Named {
  readonly construct: IConstruct;
  readonly name: unknown;
}

/** Every resource of a type below a scope, in other Stages too. */
export const resourcesOf = (scope: IConstruct, type: string): CfnResource[] =>
  scope.node.findAll().filter((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type);

/** Two key changes on one namespace would supersede each other; two resources of one name cannot exist. */
export function guardOneKeyChange(at: IConstruct, namespaceName: string, tellAt: IConstruct): Finding[] {
  const others = at.node.root.node.findAll().flatMap((construct): Named[] => {
    const facts = keyChangeOf(construct);
    return facts === undefined ? [] : [{ construct, name: Stack.of(construct).resolve(facts.namespaceName) }];
  });
  return sharing(at, Stack.of(at).resolve(namespaceName), others, readable(namespaceName)).map(({ message }) => ({ at: tellAt, message }));
}

export function guardOneResource(at: CfnResource): Finding[] {
  const name = finalResource(at).Properties.NamespaceName;
  const others = resourcesOf(at.node.root, NAMESPACE_TYPE)
    .map((construct) => ({ construct, name: finalResource(construct).Properties.NamespaceName }));
  return sharing(at, name, others, typeof name === 'string' ? name : JSON.stringify(name));
}

function sharing(at: IConstruct, name: unknown, all: readonly Named[], shownName: string): Finding[] {
  return all.flatMap((other): Finding[] => {
    if (other.construct === at || !same(name, other.name)) { return []; }
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
export function guardWorkgroups(at: IConstruct, namespace: CfnResource, namespaceName: string): Finding[] {
  const stack = Stack.of(namespace);
  const name: unknown = stack.resolve(namespaceName);
  return resourcesOf(at.node.root, WORKGROUP_TYPE).flatMap((workgroup): Finding[] => {
    const theirs = Stack.of(workgroup);
    // What another Stage says stands in a template that is written already, or not made yet.
    if (stageOf(workgroup) !== stageOf(at)) { return []; }
    const { Properties: { NamespaceName: given }, DependsOn } = finalResource(workgroup);
    if (!same(given, name) || (typeof name !== 'string' && theirs !== stack) || samePlace(stack, theirs) === false) { return []; }
    if (theirs === stack ? DependsOn.includes(logicalIdOf(namespace)) : waitsFor(theirs, stack)) { return []; }
    return [{ at: workgroup, message: messages.workgroupByPlainName(workgroup.node.path, readable(namespaceName), at.node.path) }];
  });
}

/** Whether a stack is deployed after another. */
const waitsFor = (stack: Stack, other: Stack): boolean =>
  stack.dependencies.some((dependency) => dependency === other || waitsFor(dependency, other));
