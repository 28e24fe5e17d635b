import { Stack, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { stageOf, type AppIndex } from './app-index';
import { logicalIdOf } from './final-resource';
import { isSamePlace } from './shared-namespace';
import { diagnostics, readable } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';

/** A workgroup that has the namespace's name as text does not wait for the key change. */
export function checkWorkgroups(
  index: AppIndex, owner: IConstruct, namespace: CfnResource, namespaceName: string,
): Finding[] {
  const stack = Stack.of(namespace);
  const name: unknown = stack.resolve(namespaceName);
  const { path } = owner.node;
  return index.workgroups(name).map(({ construct }) => construct)
    // The template of another Stage is written already, or not created yet.
    .filter((workgroup) => stageOf(workgroup) === stageOf(owner))
    .filter((workgroup) => isAboutSameNamespace(name, stack, Stack.of(workgroup)))
    .filter((workgroup) => !waitsForNamespace(index, workgroup, namespace))
    .map((construct) => ({
      construct,
      diagnostic: diagnostics.workgroupByPlainName(construct.node.path, readable(namespaceName), path),
    }));
}

/** A name that only a deployment knows has a meaning in its own stack alone. */
const isAboutSameNamespace = (name: unknown, stack: Stack, other: Stack): boolean =>
  (typeof name === 'string' || other === stack) && isSamePlace(stack, other) !== false;

function waitsForNamespace(index: AppIndex, workgroup: CfnResource, namespace: CfnResource): boolean {
  const [theirs, ours] = [Stack.of(workgroup), Stack.of(namespace)];
  return theirs === ours
    ? index.final(workgroup).DependsOn.includes(logicalIdOf(namespace))
    : dependsOn(theirs, ours);
}

/** Whether a stack is deployed after another. */
const dependsOn = (stack: Stack, other: Stack): boolean =>
  stack.dependencies.some((dependency) => dependency === other || dependsOn(dependency, other));
