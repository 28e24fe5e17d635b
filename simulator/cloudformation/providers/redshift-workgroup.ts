import { ServiceError } from '../../types';
import { isRecord, type Json } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { call, changed, stabilize, tagMap, text } from './input';

const SERVICE = 'redshift-serverless';
const POLL_SECONDS = 10;
const WAIT_SECONDS = 20 * 60;
const NUMBERS = ['BaseCapacity', 'MaxCapacity', 'Port'];
const BOOLEANS = ['EnhancedVpcRouting', 'PubliclyAccessible'];
const UPDATABLE = [
  ...NUMBERS,
  ...BOOLEANS,
  'SecurityGroupIds',
  'SubnetIds',
  'ConfigParameters',
  'TrackName',
  'PricePerformanceTarget',
];
/** Its create and each of its updates restore from what these name (WG-1). */
const RESTORED_FROM = ['SnapshotName', 'SnapshotArn', 'RecoveryPointId'] as const;

/** AWS::RedshiftServerless::Workgroup. */
export const workgroup: ResourceProvider = {
  replacementProperties: ['WorkgroupName', 'NamespaceName'],
  properties: [
    ...UPDATABLE,
    'WorkgroupName',
    'NamespaceName',
    'Tags',
    'Workgroup',
    'RecoveryPointId',
    'SnapshotArn',
    'SnapshotName',
    'SnapshotOwnerAccount',
  ],
  attributes: [
    'WorkgroupArn',
    'WorkgroupId',
    'WorkgroupName',
    'NamespaceName',
    'Status',
    'CreationDate',
    'BaseCapacity',
  ].map((name) => `Workgroup.${name}`),
  taggable: true,

  async create(context, properties) {
    const name = text(properties, 'WorkgroupName');
    const tags = Object.entries(tagMap(properties)).map(([key, value]) => ({ key, value }));
    await call(context, SERVICE, 'CreateWorkgroup', {
      workgroupName: name,
      namespaceName: text(properties, 'NamespaceName'),
      ...inputOf(properties, UPDATABLE),
      ...(tags.length > 0 && { tags }),
    });
    context.initiated(name);
    return restore(context, name, properties, await available(context, name));
  },

  async update(context, physicalId, properties, previous) {
    const names = UPDATABLE.filter((name) => changed(name, properties, previous));
    if (names.length > 0) {
      await call(context, SERVICE, 'UpdateWorkgroup', { workgroupName: physicalId, ...inputOf(properties, names) });
    }
    return restore(context, physicalId, properties, await available(context, physicalId));
  },

  async delete(context, physicalId) {
    await call(context, SERVICE, 'DeleteWorkgroup', { workgroupName: physicalId });
    await stabilize(context, POLL_SECONDS, WAIT_SECONDS, async () => await read(context, physicalId) === undefined);
  },
};

async function available(context: HandlerContext, name: string): Promise<Made> {
  await stabilize(
    context,
    POLL_SECONDS,
    WAIT_SECONDS,
    async () => String((await read(context, name))?.status).toUpperCase() === 'AVAILABLE',
  );
  const attributes = Object.entries((await read(context, name)) ?? {}).map(
    ([key, value]) => [`Workgroup.${key[0].toUpperCase()}${key.slice(1)}`, value] as const,
  );
  return { physicalId: name, attributes: Object.fromEntries(attributes) };
}

/** Restores the namespace where the template names something to restore from, whether it has changed or not. */
async function restore(context: HandlerContext, name: string, properties: Json, made: Made): Promise<Made> {
  const source = RESTORED_FROM.find((property) => properties[property] !== undefined);
  if (source === undefined) { return made; }
  const operation = source === 'RecoveryPointId' ? 'RestoreFromRecoveryPoint' : 'RestoreFromSnapshot';
  await call(context, SERVICE, operation, {
    workgroupName: name,
    namespaceName: text(properties, 'NamespaceName'),
    ...inputOf(properties, [source]),
    ...(properties.SnapshotOwnerAccount !== undefined && { ownerAccount: text(properties, 'SnapshotOwnerAccount') }),
  });
  const namespaceName = text(properties, 'NamespaceName');
  await stabilize(context, POLL_SECONDS, WAIT_SECONDS, async () => {
    const { namespace } = await call(context, SERVICE, 'GetNamespace', { namespaceName });
    return isRecord(namespace) && String(namespace.status).toUpperCase() === 'AVAILABLE';
  });
  return made;
}

async function read(context: HandlerContext, workgroupName: string): Promise<Json | undefined> {
  try {
    const { workgroup: found } = await call(context, SERVICE, 'GetWorkgroup', { workgroupName });
    return isRecord(found) ? found : undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') { return undefined; }
    throw error;
  }
}

function inputOf(properties: Json, names: readonly string[]): Record<string, unknown> {
  const given = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => [`${name[0].toLowerCase()}${name.slice(1)}`, valueOf(name, properties[name])]),
  );
}

function valueOf(name: string, value: unknown): unknown {
  if (NUMBERS.includes(name)) { return Number(value); }
  return BOOLEANS.includes(name) ? String(value) === 'true' : asInput(value);
}

/** The members of a template's objects begin with a capital letter, those of the API do not. */
function asInput(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(asInput); }
  if (!isRecord(value)) { return value; }
  return Object.fromEntries(Object.entries(value).map(([name, member]) =>
    [`${name[0].toLowerCase()}${name.slice(1)}`, asInput(member)]));
}
