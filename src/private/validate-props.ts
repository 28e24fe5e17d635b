import { Stack, Token, type aws_kms as kms } from 'aws-cdk-lib';
import type { CreatedWith } from '../created-with';
import type { RotatableNamespaceProps } from '../rotatable-namespace-props';
import { messages, readable } from './guards/messages';
import { errorText } from './guards/report';
import { validateAdmin, validateIdentifier, validateNamespaceName, validateRetentionDays, type Problem } from './validation';

/** Every problem of the settings alone. */
export function validateProps(props: RotatableNamespaceProps, namespaceName: string): Problem[] {
  return [
    validateNamespaceName(namespaceName),
    validateIdentifier('databaseName', props.databaseName),
    validateIdentifier('adminUsername', props.adminUsername),
    ...validateAdmin({
      adminUsername: props.adminUsername,
      hasPassword: props.adminUserPassword !== undefined,
      manageAdminPassword: props.manageAdminPassword,
      hasSecretKey: props.adminPasswordSecretKey !== undefined,
    }),
    validateDefaultRole(props),
    validateRetentionDays('finalSnapshot.retentionDays', props.finalSnapshot?.retentionDays),
    ...(props.snapshotCopies ?? []).map((copy, index) => validateRetentionDays(`snapshotCopies[${index}].retentionDays`, copy.retentionDays)),
  ];
}

/** The default role is one of the roles. Roles are compared by construct, then by ARN, as far as both are known. */
function validateDefaultRole({ defaultRole, roles = [] }: RotatableNamespaceProps): Problem {
  if (defaultRole === undefined || roles.includes(defaultRole)) { return undefined; }
  const arn = defaultRole.roleArn;
  const stack = Stack.of(defaultRole);
  const resolved = (value: string) => JSON.stringify(stack.resolve(value));
  if (roles.some((role) => role.roleArn === arn || resolved(role.roleArn) === resolved(arn))) { return undefined; }
  // Two imported ARNs that only the deployment knows may be the same.
  const isOpaque = (value: string) => Token.isUnresolved(value) && !/"Fn::GetAtt"/.test(resolved(value));
  if (isOpaque(arn) || roles.some((role) => isOpaque(role.roleArn))) { return undefined; }
  return `defaultRole must be one of roles, got: '${defaultRole.node.path}', which is not among the ${roles.length} given; add it to roles`;
}

/** A namespace under an AWS-owned key was created without any other. */
export function validateAwsOwnedKey(createdWith: CreatedWith | undefined): Problem[] {
  const kmsKeyId = createdWith?._kmsKeyId;
  return kmsKeyId === undefined ? [] : [errorText(messages.createdWithContradicts(readable(kmsKeyId)))];
}

/** Every problem of the key with the stack that it is used in. */
export function validateKey(stack: Stack, key: kms.IKey, createdWith: CreatedWith | undefined): Problem[] {
  if (createdWith) { return []; }
  const { account } = key.env;
  const known = !Token.isUnresolved(account) && !Token.isUnresolved(stack.account);
  if (known && account !== stack.account) {
    return [`a key of another account needs createdWith, because account ${stack.account} can have no alias for it, got: a key of account ${account}; `
      + "give createdWith: CreatedWith.kmsKeyId('<ARN of the key that the namespace is created with>') and never change it afterwards"];
  }
  if (isAlias(key)) {
    return [`a key given by its alias needs createdWith, because an alias cannot point to an alias, got: alias '${key.aliasName}'; `
      + 'give the key itself (kms.Key.fromKeyArn, kms.Key.fromLookup), or createdWith'];
  }
  return [];
}

const isAlias = (key: kms.IKey): key is kms.IAlias => 'aliasName' in key;
