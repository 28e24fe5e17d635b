import { DEPENDENT_ACTIONS, MORE_KEY_ACTIONS } from '../../simulator/services/authorization-reference';

/** What a caller may need on the key of a namespace, according to AWS (KMS-1, KMS-9). */
export const KEY_ACTIONS: readonly string[] = [
  ...(DEPENDENT_ACTIONS['redshift-serverless:UpdateNamespace'] ?? []).filter((action) => action.startsWith('kms:')),
  ...MORE_KEY_ACTIONS,
];

const redshift = (...names: string[]): string[] => names.map((name) => `redshift-serverless:${name}`);
const kms = (...names: string[]): string[] => names.map((name) => `kms:${name}`);

/** What the operator's credentials need. */
export const PERMISSIONS = {
  always: [...new Set([
    ...redshift('CreateNamespace', 'GetNamespace', 'UpdateNamespace', 'DeleteNamespace'),
    ...redshift('ListNamespaces', 'ListWorkgroups', 'ListSnapshots'),
    ...kms('CreateKey', 'DescribeKey', 'ListKeys', 'ScheduleKeyDeletion', 'CreateAlias', 'DeleteAlias', 'ListAliases'),
    ...KEY_ACTIONS,
  ])],
  withWorkgroup: redshift(
    'CreateWorkgroup', 'GetWorkgroup', 'DeleteWorkgroup', 'CreateSnapshot', 'GetSnapshot', 'DeleteSnapshot'),
  withRoles: [
    'iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:DeleteRole', 'iam:ListRoles', 'sts:AssumeRole',
    'redshift-serverless:TagResource',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Actions as a text: the name of a service once, then its actions. */
export function actionList(actions: readonly string[]): string {
  const services = [...new Set(actions.map((action) => action.split(':')[0]))];
  const of = (service?: string) => actions.filter((action) => action.startsWith(`${service}:`))
    .map((action, index) => (index === 0 ? action : action.split(':')[1])).join(', ');
  return services.map(of).join('; ');
}

/** What a role of the probe may do. */
interface RolePermissions {
  readonly namespaceArn: string;
  readonly oldKey: string;
  readonly newKey: string;
  /** what it lacks on one of the keys. @default nothing */
  readonly lacking?: { readonly key: string; readonly actions: readonly string[] };
  /** the tag that the namespace must have for an update. @default none */
  readonly tag?: { readonly key: string; readonly value: string };
}

/** The inline policy of a role: the update, what it takes, and two reads that show when the policy acts. */
export function rolePolicy({ namespaceArn, oldKey, newKey, lacking, tag }: RolePermissions): string {
  const allow = (Action: readonly string[], Resource: string | readonly string[], rest: object = {}) =>
    ({ Effect: 'Allow', Action, Resource, ...rest });
  const condition = tag && { Condition: { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } } };
  const onKey = (key: string) => {
    const left = lacking?.key === key ? KEY_ACTIONS.filter((action) => !lacking.actions.includes(action)) : KEY_ACTIONS;
    return left.length === 0 ? [] : [allow(left, key)];
  };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(redshift('GetNamespace'), namespaceArn),
      allow(redshift('UpdateNamespace'), namespaceArn, condition),
      allow(kms('GetKeyRotationStatus'), [oldKey, newKey]),
      ...onKey(oldKey),
      ...onKey(newKey),
    ],
  });
}
