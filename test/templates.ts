import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RotatableNamespace, type RotatableNamespaceProps } from '../src';

export const ENV = { account: '111122223333', region: 'eu-west-1' };

export const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
export const WORKGROUP = 'AWS::RedshiftServerless::Workgroup';
export const WINDOW = 'Custom::RedshiftServerlessNamespaceKeyChange';
export const ALIAS = 'AWS::KMS::Alias';
export const KEY = 'AWS::KMS::Key';

/** A part of a template. */
export interface Fragment { readonly [key: string]: Fragment }

export interface TemplateResource {
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly Properties: Fragment;
}

export const newStack = (): Stack => new Stack(new App({ treeMetadata: false }), 'Stack', { env: ENV });

/** The template of a stack with one namespace. */
export function synthNamespace(props: RotatableNamespaceProps = {}, stack = newStack()): Template {
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', ...props });
  return Template.fromStack(stack);
}

/** The only resource of a type, with its logical id. */
export function only(template: Template, type: string): [string, TemplateResource] {
  const found = Object.entries(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0] as [string, TemplateResource];
}

/** What differs between two templates: the logical ids in the later one. */
export function changedIds(before: Template, after: Template): string[] {
  const [old, now]: Record<string, unknown>[] = [before, after].map((template) => template.toJSON().Resources);
  return Object.keys(now).filter((id) => JSON.stringify(now[id]) !== JSON.stringify(old[id])).sort();
}

/** Expects that a namespace with these settings is refused, and that no resource was created before that. */
export function expectRefused(props: RotatableNamespaceProps, message: string | RegExp): void {
  const stack = newStack();
  expect(() => new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', ...props })).toThrow(message);
  expect(stack.node.findAll().filter((node) => CfnResource.isCfnResource(node))).toEqual([]);
}
