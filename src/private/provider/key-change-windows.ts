import { CustomResource, Duration, type CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { KeyChangeProvider } from './key-change-provider';
import {
  AWS_OWNED_KMS_KEY, HANDOVER_ATTRIBUTE, RESOURCE_TYPE, SERVICE_TIMEOUT_SECONDS, type KeyChangeProperties,
} from '../../contract';
import type { CreatedWith } from '../../created-with';
import type { KeyChangeTimeout } from '../../key-change-timeout';

/** What every window of a chain requests. */
export interface WindowSettings {
  readonly namespaceName: string;
  readonly desiredKmsKeyId: string;
  readonly createdWith?: CreatedWith;
  readonly timeout?: KeyChangeTimeout;
}

/** A window, and the properties that the construct has given it, with their tokens. */
export interface KeyChangeWindow {
  readonly customResource: CustomResource;
  readonly resource: CfnResource;
  readonly properties: Readonly<Record<string, unknown>>;
}

type OwnProperties = Omit<KeyChangeProperties, 'ServiceToken' | 'ServiceTimeout'>;

/** A chain of custom resources that request the same. Each passes its progress to the next one. */
export function createWindows(
  scope: Construct, provider: KeyChangeProvider, settings: WindowSettings,
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
  scope: Construct, provider: KeyChangeProvider, settings: WindowSettings,
  window: number, windows: number, before?: CustomResource,
): KeyChangeWindow {
  const { createdWith } = settings;
  const typicalSeconds = settings.timeout?._typicalSeconds;
  const properties: OwnProperties = {
    WaiterArn: provider.waiterArn,
    NamespaceName: settings.namespaceName,
    KmsKeyId: settings.desiredKmsKeyId,
    ...(createdWith ? { CreatedWithKmsKeyId: createdWith._kmsKeyId ?? AWS_OWNED_KMS_KEY } : {}),
    Window: window,
    Windows: windows,
    ...(typicalSeconds === undefined ? {} : { TypicalSeconds: typicalSeconds }),
    ...(before ? { Handover: before.getAttString(HANDOVER_ATTRIBUTE) } : {}),
  };
  const customResource = new CustomResource(scope, `Window${window}`, {
    resourceType: RESOURCE_TYPE,
    serviceToken: provider.serviceToken,
    serviceTimeout: Duration.seconds(SERVICE_TIMEOUT_SECONDS),
    properties: { ...properties },
  });
  customResource.node.addDependency(provider.ready);
  return {
    customResource,
    resource: customResource.node.defaultChild as CfnResource,
    properties: { ...properties, ServiceToken: provider.serviceToken, ServiceTimeout: SERVICE_TIMEOUT_SECONDS },
  };
}
