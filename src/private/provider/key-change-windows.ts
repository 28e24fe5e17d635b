import { CustomResource, Duration, type CfnResource } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import {
  HANDOVER_ATTRIBUTE, RESOURCE_TYPE, SERVICE_TIMEOUT_SECONDS, type KeyChangeProperties,
} from '../../contract';
import type { KeyChangeTimeout } from '../../key-change-timeout';

/** What a window needs of the KeyChangeProvider. */
interface WindowProvider {
  readonly function: { readonly functionArn: string };
  readonly stateMachine: { readonly stateMachineArn: string };
  /** what must exist before a window is called */
  readonly _ready: IDependable;
}

/** What every window of a chain requests. */
export interface WindowSettings {
  readonly namespaceName: string;
  readonly desiredKmsKeyId: string;
  readonly namespaceId?: string;
  /** `KmsKeyId` of the namespace in its own template, or AWS_OWNED_KMS_KEY for none */
  readonly createdWithKmsKeyId?: string;
  readonly isCreatedWithStated: boolean;
  readonly aliasFollowsKey: boolean;
  readonly managesNamespace: boolean;
  readonly changeKeyOnCreate: boolean;
  readonly newestGeneration?: number;
  /** number of the generation that is desired, where the construct creates the keys */
  readonly generation?: number;
  readonly timeout?: KeyChangeTimeout;
}

/** A window, and the properties that the construct has given it, with their tokens. */
export interface KeyChangeWindow {
  readonly customResource: CustomResource;
  readonly resource: CfnResource;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Without what is undefined, so that the template has no empty properties. */
const given = <T extends object>(properties: T): T =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as T;

type OwnProperties = Omit<KeyChangeProperties, 'ServiceToken' | 'ServiceTimeout'>;

/** A chain of custom resources that request the same. Each passes its progress to the next one. */
export function createWindows(
  scope: Construct, provider: WindowProvider, settings: WindowSettings,
): [KeyChangeWindow, ...KeyChangeWindow[]] {
  const windows = settings.timeout?._windows ?? 1;
  const chain: [KeyChangeWindow, ...KeyChangeWindow[]] = [createWindow(scope, provider, settings, 1, windows)];
  for (let window = 2; window <= windows; window += 1) {
    const before = chain.at(-1)!.customResource;
    chain.push(createWindow(scope, provider, settings, window, windows, before));
  }
  return chain;
}

function createWindow(
  scope: Construct, provider: WindowProvider, settings: WindowSettings,
  window: number, windows: number, before?: CustomResource,
): KeyChangeWindow {
  const typicalSeconds = settings.timeout?._typicalSeconds;
  const properties: OwnProperties = {
    WaiterArn: provider.stateMachine.stateMachineArn,
    NamespaceName: settings.namespaceName,
    KmsKeyId: settings.desiredKmsKeyId,
    ...given({
      CreatedWithKmsKeyId: settings.createdWithKmsKeyId,
      CreatedWithStated: settings.isCreatedWithStated || undefined,
      AliasFollowsKey: settings.aliasFollowsKey || undefined,
      ManagesNamespace: settings.managesNamespace || undefined,
      NamespaceId: settings.namespaceId,
      ChangeKeyOnCreate: settings.changeKeyOnCreate || undefined,
      NewestGeneration: settings.newestGeneration,
      Generation: settings.generation,
    }),
    Window: window,
    Windows: windows,
    ...given({ TypicalSeconds: typicalSeconds, Handover: before?.getAttString(HANDOVER_ATTRIBUTE) }),
  };
  const customResource = new CustomResource(scope, `Window${window}`, {
    resourceType: RESOURCE_TYPE,
    serviceToken: provider.function.functionArn,
    serviceTimeout: Duration.seconds(SERVICE_TIMEOUT_SECONDS),
    properties: { ...properties },
  });
  customResource.node.addDependency(provider._ready);
  return {
    customResource,
    resource: customResource.node.defaultChild as CfnResource,
    properties: { ...properties, ServiceToken: provider.function.functionArn, ServiceTimeout: SERVICE_TIMEOUT_SECONDS },
  };
}
