import { Stack, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { messages } from './messages';
import { errorText } from './report';

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
 * What the template will say of a resource: its properties with every override and deletion.
 *
 * There is no public way to it before the templates are written: overrides are private to CfnResource, and a
 * policy-validation plugin sees neither nested stacks nor the means to look anything up. So this calls the internal
 * `_toCloudFormation`, as Stack does; test/guards/final-resource.test.ts pins it, at every version of aws-cdk-lib that
 * the suite runs with.
 *
 * @throws if the internal does not answer as expected: a guard must never be silent
 */
export function finalResource(resource: CfnResource): FinalResource {
  const stack = Stack.of(resource);
  const rendered: unknown = typeof resource._toCloudFormation === 'function' ? stack.resolve(resource._toCloudFormation()) : undefined;
  const found = isRecord(rendered) && isRecord(rendered.Resources) ? Object.values(rendered.Resources)[0] : undefined;
  if (!isRecord(found)) { throw new Error(errorText(messages.finalPropertiesUnreadable(resource.node.path))); }
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

/** Whether a construct is still where it was made. `tryRemoveChild` leaves the child's own `scope` behind. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

/** Whether two values of a template are the same, whatever the order of their keys. CloudFormation takes 1 for '1'. */
export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** The same text for values that are the same. */
export const canonical = (value: unknown): string => JSON.stringify(ordered(value)) ?? '';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(ordered); }
  if (!isRecord(value)) { return value === undefined || value === null ? undefined : String(value); }
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
