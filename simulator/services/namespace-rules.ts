import { ServiceError } from '../types';
import { Input, optionalTexts, text } from './input';

/** API-5: an AWS-owned key reads back as this. */
export const AWS_OWNED_KMS_KEY = 'AWS_OWNED_KMS_KEY';

/** Groups of settings. One call may change the settings of one group. */
const CONFIGURATIONS: readonly (readonly string[])[] = [
  ['kmsKeyId'],
  ['adminUsername', 'adminUserPassword', 'manageAdminPassword', 'adminPasswordSecretKmsKeyId'],
  ['iamRoles', 'defaultIamRoleArn'],
  ['logExports'],
  ['lakehouseDataTransfer', 'lakehouseConfiguration'],
];

const LOG_EXPORTS = ['useractivitylog', 'userlog', 'connectionlog'];

export function validationException(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** Checks the request by itself, before any resource is read. */
export function checkNamespaceRequest(input: Input): void {
  const name = text(input, 'namespaceName');
  if (!/^[a-z0-9-]{3,64}$/.test(name)) {
    throw validationException(
      `1 validation error detected: Value '${name}' at 'namespaceName' failed to satisfy constraint: Member `
        + 'must satisfy regular expression pattern: ^[a-z0-9-]+$',
    );
  }
  for (const log of optionalTexts(input, 'logExports') ?? []) {
    if (!LOG_EXPORTS.includes(log)) {
      throw validationException(
        `1 validation error detected: Value '${log}' at 'logExports' failed to satisfy constraint: Member must `
          + `satisfy enum value set: [${LOG_EXPORTS.join(', ')}]`,
      );
    }
  }
  if (input.manageAdminPassword === true && input.adminUserPassword !== undefined) {
    throw validationException('You can\'t use both MasterUserPassword and ManageMasterPassword.');
  }
}

/** API-1: unrelated settings cannot be combined in one UpdateNamespace. */
export function checkOneConfiguration(input: Input): void {
  const given = Object.keys(input).filter((member) => member !== 'namespaceName' && input[member] !== undefined);
  const groups = new Set(given.map((member) => CONFIGURATIONS.find((group) => group.includes(member)) ?? member));
  if (groups.size > 1) {
    throw validationException(
      'Amazon Redshift Serverless can\'t update multiple configurations at the same time for namespace '
        + `${text(input, 'namespaceName')}.`,
    );
  }
}
