import { ServiceError } from '../../types';
import { HandlerError } from '../errors';
import { isRecord, type Json } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { call, stabilize, tagChanges, text } from './input';
import {
  callNamespaceApi, changeResourcePolicy, getNamespace, isAvailable, listSnapshotCopies, readNamespace,
} from './namespace-api';
import { liveProperties } from './namespace-live';
import { creationInput, NAMESPACE_PROPERTIES, policyStep, updateInput } from './namespace-request';
import { copiesOf, snapshotCopyChanges, type DesiredCopy } from './snapshot-copy-changes';

/** One UpdateNamespace of the official handler. Tests use it to check that the handler never changes a key. */
export interface NamespaceUpdate {
  readonly at: number;
  readonly stackName: string;
  readonly previous: Json;
  readonly next: Json;
  /** the input of UpdateNamespace */
  readonly sent: Json;
}

/** How often and how long the handler polls. CFN-1. */
interface Wait { readonly everySeconds: number; readonly atMostSeconds: number }
const CREATION: Wait = { everySeconds: 5, atMostSeconds: 20 * 60 };
const BEFORE_UPDATE: Wait = { everySeconds: 5, atMostSeconds: 5 * 60 };
const UPDATE: Wait = { everySeconds: 10, atMostSeconds: 30 * 60 };
const DELETION: Wait = { everySeconds: 10, atMostSeconds: 30 * 60 };

/**
 * The official handler of AWS::RedshiftServerless::Namespace. `namespace-request.test.ts` and
 * `snapshot-copy-changes.test.ts` have tables of what it does, with the places in its source.
 */
export class NamespaceProvider implements ResourceProvider {
  // CFN-4: only a new NamespaceName replaces a namespace.
  public readonly replacementProperties = ['NamespaceName'];
  public readonly properties = NAMESPACE_PROPERTIES;
  public readonly taggable = true;
  // CFN-42: a tag of the stack takes precedence over one of the resource, and so does a system tag.
  public readonly tagPrecedence = 'stack';
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
    const input = creationInput(properties);
    passRoles(context, input);
    const { namespace } = await callNamespaceApi(context, 'CreateNamespace', input);
    context.initiated(name);
    await untilAvailable(context, name, CREATION);
    await changePolicy(context, arnOf(namespace), policyStep(properties));
    for (const copy of copiesOf(properties.SnapshotCopyConfigurations)) { await createCopy(context, name, copy); }
    return made(context, name, properties);
  }

  public async update(context: HandlerContext, physicalId: string, properties: Json, previous: Json): Promise<Made> {
    // CFN-1: it waits until the namespace is AVAILABLE, and otherwise fails with NotStabilized.
    const arn = arnOf(await getNamespace(context, physicalId));
    await untilAvailable(context, physicalId, BEFORE_UPDATE);
    await changeTags(context, physicalId, arn, properties, previous);
    const sent = updateInput(physicalId, properties, previous);
    passRoles(context, sent);
    this.updates.push({ at: context.host.clock.now(), stackName: context.stackName, previous, next: properties, sent });
    // CFN-2: it calls UpdateNamespace once in every update, even for a change of tags only.
    await callNamespaceApi(context, 'UpdateNamespace', sent);
    // CFN-1: it only checks the status, never the key.
    await untilAvailable(context, physicalId, UPDATE);
    await changePolicy(context, arn, policyStep(properties, previous));
    await changeCopies(context, physicalId, properties, previous);
    return made(context, physicalId, properties);
  }

  public async delete(context: HandlerContext, physicalId: string, properties: Json): Promise<void> {
    const { FinalSnapshotName: finalSnapshotName, FinalSnapshotRetentionPeriod: period } = properties;
    const secret = await secretOf(context, physicalId);
    await callNamespaceApi(context, 'DeleteNamespace', {
      namespaceName: physicalId,
      ...(finalSnapshotName !== undefined && { finalSnapshotName }),
      ...(period !== undefined && { finalSnapshotRetentionPeriod: Number(period) }),
    });
    // CFN-47: it waits until the secret of a managed password is gone too.
    await stabilize(context, DELETION.everySeconds, DELETION.atMostSeconds, async () =>
      await isGone(context, physicalId) && await isSecretGone(context, secret));
  }

  public read(context: HandlerContext, physicalId: string): Promise<Made> {
    return made(context, physicalId, {});
  }

  public async live(context: HandlerContext, physicalId: string, properties: Json): Promise<Json> {
    return liveProperties(await readNamespace(context, physicalId, properties), properties);
  }
}

const untilAvailable = (context: HandlerContext, name: string, wait: Wait): Promise<void> =>
  stabilize(context, wait.everySeconds, wait.atMostSeconds, async () => isAvailable(await getNamespace(context, name)));

const arnOf = (namespace: unknown): string => (isRecord(namespace) ? String(namespace.namespaceArn) : '');

/** CFN-42: removed tags first, then new ones, both before UpdateNamespace. A failure after it does not undo them. */
async function changeTags(
  context: HandlerContext, name: string, resourceArn: string, properties: Json, previous: Json,
): Promise<void> {
  const { added, removed } = tagChanges(properties, previous);
  if (removed.length === 0 && Object.keys(added).length === 0) { return; }
  if (removed.length > 0) {
    await callNamespaceApi(context, 'UntagResource', { resourceArn, tagKeys: [...removed] });
  }
  if (Object.keys(added).length > 0) {
    const tags = Object.entries(added).map(([key, value]) => ({ key, value }));
    await callNamespaceApi(context, 'TagResource', { resourceArn, tags });
  }
  await untilAvailable(context, name, UPDATE);
}

async function changePolicy(
  context: HandlerContext, ResourceArn: string, step: ReturnType<typeof policyStep>,
): Promise<void> {
  if (step === undefined) { return; }
  await (step === 'delete'
    ? changeResourcePolicy(context, 'DeleteResourcePolicy', { ResourceArn })
    : changeResourcePolicy(context, 'PutResourcePolicy', { ResourceArn, Policy: step.put }));
}

/** CFN-44: a template with more than one copy fails here in every update, after UpdateNamespace was carried out. */
async function changeCopies(context: HandlerContext, name: string, properties: Json, previous: Json): Promise<void> {
  const desired = copiesOf(properties.SnapshotCopyConfigurations);
  if (desired.length > 1) {
    throw new HandlerError(
      `You can only have one snapshot copy configuration per namespace ${name}`, 'InvalidRequest',
    );
  }
  const existing = await listSnapshotCopies(context, name);
  const changes = snapshotCopyChanges(desired, copiesOf(previous.SnapshotCopyConfigurations), existing);
  for (const { snapshotCopyConfigurationId } of changes.delete) {
    await callNamespaceApi(context, 'DeleteSnapshotCopyConfiguration', { snapshotCopyConfigurationId })
      .catch((error: unknown) => {
        if (!(error instanceof HandlerError && error.handlerErrorCode === 'NotFound')) { throw error; }
      });
  }
  for (const { id, desired: { snapshotRetentionPeriod } } of changes.update) {
    const change = {
      snapshotCopyConfigurationId: id,
      ...(snapshotRetentionPeriod !== undefined && {
        snapshotRetentionPeriod,
      }),
    };
    await callNamespaceApi(context, 'UpdateSnapshotCopyConfiguration', change);
  }
  for (const copy of changes.create) { await createCopy(context, name, copy); }
}

async function createCopy(context: HandlerContext, namespaceName: string, copy: DesiredCopy): Promise<void> {
  await callNamespaceApi(context, 'CreateSnapshotCopyConfiguration', { namespaceName, ...copy });
}

/** Whoever gives a service a role must be allowed to pass it. */
function passRoles(context: HandlerContext, { iamRoles, defaultIamRoleArn }: Readonly<Record<string, unknown>>): void {
  const roles = [...(Array.isArray(iamRoles) ? iamRoles : []), defaultIamRoleArn];
  for (const role of new Set(roles.filter((each) => typeof each === 'string'))) {
    context.authorize('iam:PassRole', role, { 'iam:PassedToService': 'redshift.amazonaws.com' });
  }
}

async function made(context: HandlerContext, name: string, properties: Json): Promise<Made> {
  const { namespace } = await readNamespace(context, name, properties);
  const attributes = Object.entries(namespace).map(
    ([key, value]) => [`Namespace.${key[0].toUpperCase()}${key.slice(1)}`, value] as const,
  );
  return { physicalId: name, attributes: Object.fromEntries(attributes) };
}

async function isGone(context: HandlerContext, name: string): Promise<boolean> {
  try {
    await getNamespace(context, name);
    return false;
  } catch (error) {
    if (error instanceof HandlerError && error.handlerErrorCode === 'NotFound') { return true; }
    throw error;
  }
}

async function secretOf(context: HandlerContext, name: string): Promise<unknown> {
  try {
    return (await getNamespace(context, name)).adminPasswordSecretArn;
  } catch (error) {
    // DeleteNamespace will say so.
    if (error instanceof HandlerError && error.handlerErrorCode === 'NotFound') { return undefined; }
    throw error;
  }
}

async function isSecretGone(context: HandlerContext, secret: unknown): Promise<boolean> {
  if (typeof secret !== 'string') { return true; }
  try {
    await call(context, 'secretsmanager', 'DescribeSecret', { SecretId: secret });
    return false;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') { return true; }
    throw error;
  }
}
