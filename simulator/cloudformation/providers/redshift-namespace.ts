import { ServiceError } from '../../types';
import { HandlerError } from '../errors';
import { isRecord, type Json } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { call, changed, isTrue, stabilize, tagChanges, tagMap, text } from './input';

/** One UpdateNamespace of the official handler. Tests use it to check that the handler never changes a key. */
export interface NamespaceUpdate {
  readonly at: number;
  readonly stackName: string;
  readonly previous: Json;
  readonly next: Json;
  /** the input of UpdateNamespace */
  readonly sent: Json;
}

const SERVICE = 'redshift-serverless';
// CFN-1: the handler waits at most 30 minutes after an update, and at most 5 minutes before it.
const POLL_SECONDS = 10;
const UPDATE_SECONDS = 30 * 60;
const BEFORE_UPDATE_SECONDS = 5 * 60;
const CREATE_SECONDS = 20 * 60;
const DELETE_SECONDS = 20 * 60;

/** Property of the template → member of UpdateNamespace. */
const UPDATABLE: Readonly<Record<string, string>> = {
  AdminPasswordSecretKmsKeyId: 'adminPasswordSecretKmsKeyId',
  AdminUserPassword: 'adminUserPassword',
  AdminUsername: 'adminUsername',
  DefaultIamRoleArn: 'defaultIamRoleArn',
  IamRoles: 'iamRoles',
  KmsKeyId: 'kmsKeyId',
  LogExports: 'logExports',
  ManageAdminPassword: 'manageAdminPassword',
};
const CREATABLE: Readonly<Record<string, string>> = {
  ...UPDATABLE,
  NamespaceName: 'namespaceName',
  DbName: 'dbName',
  RedshiftIdcApplicationArn: 'redshiftIdcApplicationArn',
};
/** The official handler sends these pairs together. */
const TOGETHER: readonly (readonly [string, string])[] = [
  ['AdminUsername', 'AdminUserPassword'],
  ['DefaultIamRoleArn', 'IamRoles'],
  ['AdminPasswordSecretKmsKeyId', 'ManageAdminPassword'],
];
const APART = [
  'Tags',
  'NamespaceResourcePolicy',
  'SnapshotCopyConfigurations',
  'FinalSnapshotName',
  'FinalSnapshotRetentionPeriod',
];

/** The official handler of AWS::RedshiftServerless::Namespace. */
export class NamespaceProvider implements ResourceProvider {
  // CFN-4: only a new NamespaceName replaces a namespace.
  public readonly replacementProperties = ['NamespaceName'];
  public readonly properties = [...Object.keys(CREATABLE), ...APART];
  public readonly taggable = true;
  public readonly attributes = [
    'AdminPasswordSecretArn',
    'AdminPasswordSecretKmsKeyId',
    'AdminUsername',
    'CreationDate',
    'DbName',
    'DefaultIamRoleArn',
    'IamRoles',
    'KmsKeyId',
    'LogExports',
    'NamespaceArn',
    'NamespaceId',
    'NamespaceName',
    'Status',
  ].map((name) => `Namespace.${name}`);
  public readonly updates: NamespaceUpdate[] = [];

  public async create(context: HandlerContext, properties: Json): Promise<Made> {
    const name = text(properties, 'NamespaceName');
    const tags = Object.entries(tagMap(properties)).map(([key, value]) => ({ key, value }));
    await call(context, SERVICE, 'CreateNamespace', {
      ...inputOf(properties, CREATABLE),
      ...(tags.length > 0 && { tags }),
    });
    context.initiated(name);
    await stabilize(context, POLL_SECONDS, CREATE_SECONDS, async () => isAvailable(await read(context, name)));
    return this.made(context, name);
  }

  public async update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made> {
    // CFN-1: it waits until the namespace is AVAILABLE, and otherwise fails with NotStabilized.
    await stabilize(context, POLL_SECONDS, BEFORE_UPDATE_SECONDS, async () =>
      isAvailable(await read(context, physicalId)),
    );
    // CFN-2: it compares the template with the one before it, never with the namespace.
    // CFN-3: a KmsKeyId that leaves the template sends nothing.
    const names = new Set(Object.keys(UPDATABLE).filter((name) => changed(name, properties, previous)));
    for (const [first, second] of TOGETHER) { if (names.has(first)) { names.add(second); } }
    if (names.has('AdminUserPassword')) { names.add('AdminUsername'); }
    const sent = {
      namespaceName: physicalId,
      ...inputOf(properties, Object.fromEntries([...names].map((name) => [name, UPDATABLE[name]]))),
    };
    this.updates.push({ at: context.host.clock.now(), stackName: context.stackName, previous, next: properties, sent });
    // CFN-2: it calls UpdateNamespace once in every update, even for a change of tags only.
    await call(context, SERVICE, 'UpdateNamespace', sent);
    // CFN-1: it only checks the status, never the key.
    await stabilize(context, POLL_SECONDS, UPDATE_SECONDS, async () => isAvailable(await read(context, physicalId)));
    const { added, removed } = tagChanges(properties, previous);
    const resourceArn = String((await read(context, physicalId)).namespaceArn);
    if (removed.length > 0) { await call(context, SERVICE, 'UntagResource', { resourceArn, tagKeys: [...removed] }); }
    if (Object.keys(added).length > 0) {
      await call(context, SERVICE, 'TagResource', {
        resourceArn,
        tags: Object.entries(added).map(([key, value]) => ({ key, value })),
      });
    }
    return this.made(context, physicalId);
  }

  public async delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void> {
    const { FinalSnapshotName: finalSnapshotName, FinalSnapshotRetentionPeriod: period } = properties;
    await call(context, SERVICE, 'DeleteNamespace', {
      namespaceName: physicalId,
      ...(finalSnapshotName !== undefined && { finalSnapshotName }),
      ...(period !== undefined && { finalSnapshotRetentionPeriod: Number(period) }),
    });
    await stabilize(context, POLL_SECONDS, DELETE_SECONDS, async () => gone(context, physicalId));
  }

  public read(context: HandlerContext, physicalId: string): Promise<Made> {
    return this.made(context, physicalId);
  }

  private async made(context: HandlerContext, name: string): Promise<Made> {
    const namespace = await read(context, name);
    const attributes = Object.entries(namespace).map(
      ([key, value]) => [`Namespace.${key[0].toUpperCase()}${key.slice(1)}`, value] as const,
    );
    return { physicalId: name, attributes: Object.fromEntries(attributes) };
  }
}

/** API-9: the letter case of a status has varied. */
const isAvailable = (namespace: Json): boolean => String(namespace.status).toUpperCase() === 'AVAILABLE';

async function read(context: HandlerContext, namespaceName: string): Promise<Json> {
  const { namespace } = await call(context, SERVICE, 'GetNamespace', { namespaceName });
  if (!isRecord(namespace)) {
    throw new HandlerError(`the response has no namespace ${namespaceName}`, 'GeneralServiceException');
  }
  return namespace;
}

async function gone(context: HandlerContext, name: string): Promise<boolean> {
  try {
    await read(context, name);
    return false;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') { return true; }
    throw error;
  }
}

function inputOf(properties: Json, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(names).filter(([name]) => properties[name] !== undefined);
  return Object.fromEntries(
    given.map(([name, member]) => [
      member,
      name === 'ManageAdminPassword' ? isTrue(properties[name]) : properties[name],
    ]),
  );
}
