import { GetNamespaceCommand, RedshiftServerlessClient, UpdateNamespaceCommand, type Namespace } from '@aws-sdk/client-redshift-serverless';

/** What the provider framework hands to a user's functions. */
interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: { readonly NamespaceName: string; readonly KmsKeyId: string };
}

const client = new RedshiftServerlessClient({});

/** As a user of `custom-resources.Provider` would write it: asks for the change where one is needed. */
export async function onEvent({ RequestType, ResourceProperties: { NamespaceName, KmsKeyId } }: Event): Promise<{ PhysicalResourceId: string }> {
  if (RequestType !== 'Delete' && (await look(NamespaceName)).kmsKeyId !== KmsKeyId) {
    await client.send(new UpdateNamespaceCommand({ namespaceName: NamespaceName, kmsKeyId: KmsKeyId }));
  }
  return { PhysicalResourceId: NamespaceName };
}

export async function isComplete({ RequestType, ResourceProperties: { NamespaceName, KmsKeyId } }: Event): Promise<{ IsComplete: boolean }> {
  if (RequestType === 'Delete') { return { IsComplete: true }; }
  const { status, kmsKeyId } = await look(NamespaceName);
  return { IsComplete: status === 'AVAILABLE' && kmsKeyId === KmsKeyId };
}

async function look(namespaceName: string): Promise<Namespace> {
  return (await client.send(new GetNamespaceCommand({ namespaceName }))).namespace ?? {};
}
