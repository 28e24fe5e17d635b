import {
  GetNamespaceCommand, RedshiftServerlessClient, UpdateNamespaceCommand, type Namespace,
} from '@aws-sdk/client-redshift-serverless';

/** What the provider framework hands to a user's functions. */
interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: { readonly NamespaceName: string; readonly KmsKeyId: string };
}

const client = new RedshiftServerlessClient({});

/** As a user of `custom-resources.Provider` would write it: sends an update where one is needed. */
export async function onEvent({ RequestType, ResourceProperties }: Event): Promise<{ PhysicalResourceId: string }> {
  const { NamespaceName, KmsKeyId } = ResourceProperties;
  if (RequestType !== 'Delete' && (await getNamespace(NamespaceName)).kmsKeyId !== KmsKeyId) {
    await client.send(new UpdateNamespaceCommand({ namespaceName: NamespaceName, kmsKeyId: KmsKeyId }));
  }
  return { PhysicalResourceId: NamespaceName };
}

export async function isComplete({ RequestType, ResourceProperties }: Event): Promise<{ IsComplete: boolean }> {
  if (RequestType === 'Delete') { return { IsComplete: true }; }
  const { status, kmsKeyId } = await getNamespace(ResourceProperties.NamespaceName);
  return { IsComplete: status === 'AVAILABLE' && kmsKeyId === ResourceProperties.KmsKeyId };
}

async function getNamespace(namespaceName: string): Promise<Namespace> {
  return (await client.send(new GetNamespaceCommand({ namespaceName }))).namespace ?? {};
}
