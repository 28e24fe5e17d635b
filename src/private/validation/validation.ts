import { Token, type Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { RESERVED_WORDS } from './reserved-words';

/** What is wrong, what was given, what to do; undefined = nothing is wrong, or the value is a token. */
export type ValidationError = string | undefined;

/**
 * Throws one error that holds every error found. Called before any resource is created.
 *
 * @throws if there is an error
 */
export function throwIfInvalid(scope: IConstruct, subject: string, errors: readonly ValidationError[]): void {
  const found = errors.filter((error) => error !== undefined);
  if (found.length === 0) { return; }
  const list = found.length === 1 ? found[0] : found.map((one) => `\n  - ${one}`).join('');
  throw new Error(`${subject} '${scope.node.path}' cannot be created: ${list}`);
}

/** Name of a namespace. Source: CreateNamespace, API reference. */
export function validateNamespaceName(name: string | undefined): ValidationError {
  if (name === undefined || Token.isUnresolved(name)) { return undefined; }
  if (!/^[a-z0-9-]{3,64}$/.test(name)) {
    return "namespaceName must have 3 to 64 characters of a-z, 0-9 and '-', "
      + `got: '${name}' (${name.length} characters); choose another name`;
  }
  if (RESERVED_WORDS.has(name)) {
    return `namespaceName must not be a word that Amazon Redshift reserves, got: '${name}'; `
      + `choose another name, such as '${name}-namespace'`;
  }
  return undefined;
}

/** Name of a database or of the admin user. Source: AWS::RedshiftServerless::Namespace, property patterns. */
export function validateIdentifier(property: string, name: string | undefined): ValidationError {
  if (name === undefined || Token.isUnresolved(name)) { return undefined; }
  if (/^[a-zA-Z][a-zA-Z_0-9+.@-]{0,126}$/.test(name)) { return undefined; }
  return `${property} must begin with a letter and have at most 127 characters of a-z, A-Z, 0-9 and '_+.@-', `
    + `got: '${name}' (${name.length} characters); choose another name`;
}

/** How long a snapshot is kept. Source: AWS::RedshiftServerless::Namespace, 1 to 3653 days. */
export function validateRetention(property: string, retention: Duration | undefined): ValidationError {
  if (retention === undefined || retention.isUnresolved()) { return undefined; }
  const days = retention.toDays({ integral: false });
  if (Number.isInteger(days) && days >= 1 && days <= 3653) { return undefined; }
  return `${property} must be 1 to 3653 whole days, got: ${retention.toHumanString()}; `
    + 'give a Duration in that range, or leave it out';
}

/** Id of a namespace. Source: Namespace, API reference. */
export function validateNamespaceId(namespaceId: string | undefined): ValidationError {
  if (namespaceId === undefined || Token.isUnresolved(namespaceId)) { return undefined; }
  if (/^[0-9a-zA-Z-]{1,64}$/.test(namespaceId)) { return undefined; }
  return `namespaceId must be the id of the namespace, not its ARN or name, got: '${namespaceId}'; `
    + 'give what aws redshift-serverless get-namespace shows as namespaceId';
}

/** Region of a snapshot copy: another one than the namespace's. */
export function validateCopyRegion(region: string | undefined, ownRegion: string): ValidationError {
  if (region === undefined || Token.isUnresolved(region)) { return undefined; }
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    return `snapshotCopy.destinationRegion must be the code of a Region, got: '${region}'; `
      + "give one such as 'eu-central-1'";
  }
  return region === ownRegion
    ? `snapshotCopy.destinationRegion must be another Region than the namespace's, got: '${region}'; `
      + 'give another one, or leave snapshotCopy out'
    : undefined;
}

/** Number of a key generation: they are counted from 1. */
export function validateGeneration(property: string, generation: number | undefined): ValidationError {
  if (generation === undefined) { return undefined; }
  if (Token.isUnresolved(generation)) {
    return `${property} must be known at synth, because it decides which keys are in the template, got: a token; `
      + 'give a number';
  }
  if (typeof generation !== 'number') {
    return `${property} must be a number, got: '${String(generation)}' (a ${typeof generation}); `
      + 'context values are text: convert it, for instance with Number(…)';
  }
  if (Number.isInteger(generation) && generation >= 1) { return undefined; }
  return `${property} must be a whole number of at least 1, got: ${generation}; key generations are counted from 1`;
}

export interface AdminProps {
  readonly adminUsername?: string;
  readonly hasPassword: boolean;
  readonly manageAdminPassword?: boolean;
  readonly hasSecretKey: boolean;
}

/** The admin user's name and password belong together, and the password has one owner. */
export function validateAdmin(props: AdminProps): ValidationError[] {
  const { adminUsername, hasPassword, manageAdminPassword, hasSecretKey } = props;
  const managed = manageAdminPassword ?? !hasPassword;
  return [
    hasPassword && managed
      ? 'adminUserPassword must not be given while manageAdminPassword is true, got: both; leave one of them out'
      : undefined,
    hasPassword && adminUsername === undefined
      ? 'adminUserPassword must come with adminUsername, got: a password alone; '
        + 'give adminUsername too, or leave both out'
      : undefined,
    !managed && !hasPassword && adminUsername !== undefined
      ? `adminUsername must come with a password, got: adminUsername '${adminUsername}' with manageAdminPassword false `
        + 'and no adminUserPassword; give adminUserPassword, or leave manageAdminPassword out'
      : undefined,
    !managed && hasSecretKey
      ? 'adminPasswordSecretKey must not be given where the service does not manage the admin password, got: a key; '
        + 'leave it out'
      : undefined,
  ];
}
