import { Stack, Token, type aws_iam as iam } from 'aws-cdk-lib';
import {
  validateAdmin, validateCopyRegion, validateIdentifier, validateNamespaceName, validateRetention, type ValidationError,
} from './validation';
import type { RotatableNamespaceProps } from '../../rotatable-namespace-props';

/** Every error of the settings, apart from the encryption. */
export function validateProps(
  props: RotatableNamespaceProps, namespaceName: string, stack: Stack,
): ValidationError[] {
  return [
    validateNamespaceName(namespaceName),
    validateIdentifier('dbName', props.dbName),
    validateIdentifier('adminUsername', props.adminUsername),
    ...validateAdmin({
      adminUsername: props.adminUsername,
      hasPassword: props.adminUserPassword !== undefined,
      manageAdminPassword: props.manageAdminPassword,
      hasSecretKey: props.adminPasswordSecretKey !== undefined,
    }),
    validateDefaultRole(props),
    validateFinalSnapshot(props),
    validateRetention('finalSnapshotRetention', props.finalSnapshotRetention),
    validateRetention('snapshotCopy.retention', props.snapshotCopy?.retention),
    validateCopyRegion(props.snapshotCopy?.destinationRegion, stack.region),
  ];
}

function validateFinalSnapshot(props: RotatableNamespaceProps): ValidationError {
  const { finalSnapshotName, finalSnapshotRetention } = props;
  if (finalSnapshotName !== undefined || finalSnapshotRetention === undefined) { return undefined; }
  return 'finalSnapshotRetention must come with finalSnapshotName, '
    + `got: ${finalSnapshotRetention.toHumanString()} and no name; give finalSnapshotName too, or leave both out`;
}

/** The default role is one of the roles. Roles are compared by construct, then by ARN, as far as both are known. */
function validateDefaultRole({ defaultRole, roles = [] }: RotatableNamespaceProps): ValidationError {
  if (defaultRole === undefined || roles.includes(defaultRole)) { return undefined; }
  const arnOf = (role: iam.IRoleRef) => role.roleRef.roleArn;
  const arn = arnOf(defaultRole);
  const stack = Stack.of(defaultRole);
  const resolved = (value: string) => JSON.stringify(stack.resolve(value));
  if (roles.some((role) => arnOf(role) === arn || resolved(arnOf(role)) === resolved(arn))) { return undefined; }
  // Two imported ARNs that only the deployment knows may be the same.
  const isOpaque = (value: string) => Token.isUnresolved(value) && !/"Fn::GetAtt"/.test(resolved(value));
  if (isOpaque(arn) || roles.some((role) => isOpaque(arnOf(role)))) { return undefined; }
  return `defaultRole must be one of roles, got: '${defaultRole.node.path}', which is not among the ${roles.length} `
    + 'given; add it to roles';
}
