import { OWNER } from './account';
import type { Properties } from './custom-resource-protocol';
import type { FastTemplate } from './template';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { aliasArnOf } from '../app-rules';

export type ResourceKind = 'key' | 'window' | 'alias' | 'namespace';
export type Retention = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** A resource of a template. */
export interface Definition {
  readonly logicalId: string;
  readonly kind: ResourceKind;
  readonly retention: Retention;
  /** with the values that the stack's other resources have at the moment */
  readonly properties: (resources: ReadonlyMap<string, ResourceState>) => Properties;
}

/** A resource of a stack. */
export interface ResourceState {
  readonly definition: Definition;
  readonly status: string;
  readonly properties: Properties;
  readonly physicalId?: string;
  /** the window's progress, for the next one */
  readonly handover?: string;
}

/** The resources of a template, each after the ones that it needs. */
export function definitionsOf(template: FastTemplate, stackNumber: number): Definition[] {
  const { path, kind, generations, windows, aliasFollowsKey } = template;
  const keyOf = (resources: ReadonlyMap<string, ResourceState>): string => (template.generation === undefined
    ? template.keyArn!
    : arnOfKey(resources.get(generationId(path, template.generation))?.physicalId));
  const window = (number: number): Definition => ({
    logicalId: windowId(path, number),
    kind: 'window',
    retention: 'Delete',
    properties: (resources) =>
      windowProperties(template, number, keyOf(resources), resources.get(windowId(path, number - 1))?.handover),
  });
  const alias: Definition = {
    logicalId: `${path}Alias`,
    kind: 'alias',
    retention: 'Delete',
    properties: (resources) => ({ AliasName: aliasArnOf(template.name), TargetKeyId: keyOf(resources) }),
  };
  const namespace: Definition = {
    logicalId: `${path}Resource`,
    kind: 'namespace',
    retention: retentionOf(template),
    properties: () => namespaceProperties(template, stackNumber),
  };
  return [
    ...generations.map((generation): Definition => ({
      logicalId: generationId(path, generation), kind: 'key', retention: 'Retain', properties: () => ({}),
    })),
    ...Array.from({ length: windows }, (_, index) => window(index + 1)),
    ...(aliasFollowsKey ? [alias] : []),
    ...(kind === 'key-change' ? [] : [namespace]),
  ];
}

/** The construct's own id of a key, and eight digits as the CDK adds them. */
const generationId = (path: string, generation: number): string => `${path}KeyGeneration${generation}0123ABCD`;
const windowId = (path: string, number: number): string => `${path}KeyChangeWindow${number}`;

export const isGenerationId = (logicalId: string, generation: number): boolean =>
  logicalId.endsWith(`KeyGeneration${generation}0123ABCD`);

export const arnOfKey = (physicalId: string | undefined): string =>
  `arn:aws:kms:eu-central-1:111122223333:key/${physicalId}`;

function retentionOf({ removal }: FastTemplate): Retention {
  switch (removal) {
    case 'destroy': return 'Delete';
    case 'retain': return 'Retain';
    case 'retain-except-on-create': return 'RetainExceptOnCreate';
  }
}

function namespaceProperties({ name, createdWith, settings, kind }: FastTemplate, stackNumber: number): Properties {
  return given({
    NamespaceName: name,
    KmsKeyId: createdWith === AWS_OWNED_KMS_KEY ? undefined : createdWith,
    Settings: String(settings),
    Owner: kind === 'bare' ? undefined : OWNER(stackNumber),
  });
}

function windowProperties(
  template: FastTemplate, number: number, key: string, handover: string | undefined,
): Properties {
  const { name, createdWith, isStated, aliasFollowsKey, kind, generations, windows, typicalSeconds } = template;
  return given({
    NamespaceName: name,
    KmsKeyId: key,
    CreatedWithKmsKeyId: createdWith,
    CreatedWithStated: isStated ? 'true' : undefined,
    AliasFollowsKey: aliasFollowsKey ? 'true' : undefined,
    ManagesNamespace: kind === 'rotatable' ? 'true' : undefined,
    NamespaceId: template.namespaceId,
    ChangeKeyOnCreate: template.changeKeyOnCreate ? 'true' : undefined,
    NewestGeneration: generations.length > 0 ? String(generations.at(-1)) : undefined,
    Window: String(number),
    Windows: String(windows),
    TypicalSeconds: typicalSeconds === undefined ? undefined : String(typicalSeconds),
    Handover: handover,
  });
}

const given = (properties: Readonly<Record<string, string | undefined>>): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Properties;
