import { Stack, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { diagnostics } from '../diagnostics/diagnostics';
import { errorText } from '../diagnostics/report';
import { isRecord } from '../template-values';

/** A resource as it will stand in the template. */
export interface FinalResource {
  readonly Type?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
}

/**
 * A resource as it will stand in the template: its properties with every override and deletion.
 *
 * There is no public way to it before the templates are written: overrides are private to CfnResource, and a
 * policy-validation plugin sees neither nested stacks nor a way to look anything up. So this calls the internal
 * `_toCloudFormation`, as Stack does. test/private/checks/final-resource.test.ts pins it, at every version of
 * aws-cdk-lib that the suite runs with.
 *
 * @throws if the internal method does not answer as expected: a check must never be silent
 */
export function finalResource(resource: CfnResource): FinalResource {
  const stack = Stack.of(resource);
  const isKnown = typeof resource._toCloudFormation === 'function';
  const rendered: unknown = isKnown ? stack.resolve(resource._toCloudFormation()) : undefined;
  const resources = isRecord(rendered) ? rendered.Resources : undefined;
  const found = isRecord(resources) ? Object.values(resources)[0] : undefined;
  if (!isRecord(found)) { throw new Error(errorText(diagnostics.finalPropertiesUnreadable(resource.node.path))); }
  return {
    Type: textOf(found.Type),
    Properties: isRecord(found.Properties) ? found.Properties : {},
    DependsOn: [found.DependsOn].flat().filter((id) => typeof id === 'string'),
    DeletionPolicy: textOf(found.DeletionPolicy),
    UpdateReplacePolicy: textOf(found.UpdateReplacePolicy),
    Condition: textOf(found.Condition),
  };
}

/** Logical id of a resource, as the template has it. */
export const logicalIdOf = (resource: CfnResource): string => String(Stack.of(resource).resolve(resource.logicalId));

/** Whether a construct is still where it was created. `tryRemoveChild` leaves the child's own `scope` behind. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
