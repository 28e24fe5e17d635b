import { isRecord, type Json } from '../host';
import { isTrue, tagMap } from './input';

/** Property of the template → member of UpdateNamespace. DbName is not sent in an update. */
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
/** Where the first one has changed, both are sent. */
const TOGETHER: readonly (readonly [string, string])[] = [
  ['AdminUsername', 'AdminUserPassword'],
  ['AdminUserPassword', 'AdminUsername'],
  ['DefaultIamRoleArn', 'IamRoles'],
  ['AdminPasswordSecretKmsKeyId', 'ManageAdminPassword'],
];
/** Compared without regard to the order. */
const SETS = ['IamRoles', 'LogExports'];

export const NAMESPACE_PROPERTIES: readonly string[] = [
  ...Object.keys(CREATABLE),
  'Tags',
  'NamespaceResourcePolicy',
  'SnapshotCopyConfigurations',
  'FinalSnapshotName',
  'FinalSnapshotRetentionPeriod',
];

/** The input of CreateNamespace. */
export function creationInput(properties: Json): Record<string, unknown> {
  const tags = Object.entries(tagMap(properties)).map(([key, value]) => ({ key, value }));
  return { ...members(properties, Object.keys(CREATABLE)), ...(tags.length > 0 && { tags }) };
}

/**
 * The input of UpdateNamespace, from two templates, or from a template and the live state.
 * CFN-2: the handler compares what it is given, never the namespace, and sends all changed settings in one call.
 * CFN-3: a property that has left the template is not sent.
 */
export function updateInput(name: string, properties: Json, previous: Json): Record<string, unknown> {
  const changed = new Set(Object.keys(UPDATABLE).filter((property) => !isEqual(property, properties, previous)));
  for (const [first, second] of TOGETHER) { if (changed.has(first)) { changed.add(second); } }
  return { namespaceName: name, ...members(properties, Object.keys(UPDATABLE).filter((each) => changed.has(each))) };
}

function isEqual(property: string, properties: Json, previous: Json): boolean {
  const [after, before] = [properties[property], previous[property]];
  if (SETS.includes(property)) { return sorted(after) === sorted(before); }
  return text(after) === text(before);
}

/** CFN-43: absent and empty are the same, and the order does not matter. Repeated items do. */
const sorted = (value: unknown): string => JSON.stringify((Array.isArray(value) ? value.map(String) : []).sort());

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

function members(properties: Json, names: readonly string[]): Record<string, unknown> {
  const given = names.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [
    CREATABLE[name] ?? name,
    name === 'ManageAdminPassword' ? isTrue(properties[name]) : properties[name],
  ]));
}

/** What the handler does with the resource policy: it puts a policy in every update, changed or not. */
export function policyStep(properties: Json, previous?: Json): { readonly put: string } | 'delete' | undefined {
  const { NamespaceResourcePolicy: policy } = properties;
  if (!isRecord(policy)) { return undefined; }
  if (previous !== undefined && Object.keys(policy).length === 0) {
    return isRecord(previous.NamespaceResourcePolicy) ? 'delete' : undefined;
  }
  return { put: JSON.stringify(policy) };
}
