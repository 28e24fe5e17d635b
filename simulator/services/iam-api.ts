import { createHash } from 'node:crypto';
import { Caller, Service, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { PolicyDocument, statementsOf } from './iam-policy';
import { Input, optionalText, text } from './input';

interface Operation {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  readonly carryOut: (input: Input, caller: Caller) => Record<string, unknown>;
}

const PAGE = 100;

/** The part of IAM's API that makes and deletes a role with an inline policy. */
export class IamApi implements Service {
  public readonly prefix = 'iam';
  private readonly operations: Readonly<Record<string, Operation | undefined>> = {
    CreateRole: {
      required: ['RoleName', 'AssumeRolePolicyDocument'],
      optional: ['Path', 'Description'],
      carryOut: (input, caller) => this.createRole(input, caller),
    },
    PutRolePolicy: {
      required: ['RoleName', 'PolicyName', 'PolicyDocument'],
      carryOut: (input, caller) => {
        const name = this.existing(input, caller, 'PutRolePolicy');
        this.iam.putRolePolicy(name, text(input, 'PolicyName'), parsed(text(input, 'PolicyDocument'), false));
        return {};
      },
    },
    DeleteRolePolicy: {
      required: ['RoleName', 'PolicyName'],
      carryOut: (input, caller) => this.deleteRolePolicy(input, caller),
    },
    DeleteRole: { required: ['RoleName'], carryOut: (input, caller) => this.deleteRole(input, caller) },
    ListRoles: {
      required: [],
      optional: ['PathPrefix', 'Marker', 'MaxItems'],
      carryOut: (input, caller) => this.listRoles(input, caller),
    },
  };

  constructor(private readonly env: Environment, private readonly iam: Iam) {}

  public async call(operation: string, input: Input, caller: Caller): Promise<Record<string, unknown>> {
    const found = this.operations[operation];
    if (found === undefined) {
      throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2010-05-08`);
    }
    checkMembers(operation, input, found.required, found.optional);
    return found.carryOut(input, caller);
  }

  private createRole(input: Input, caller: Caller): Record<string, unknown> {
    const name = text(input, 'RoleName');
    const path = optionalText(input, 'Path') ?? '/';
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) { throw validationError('roleName', name); }
    if (!/^\/$|^\/[!-~]+\/$/.test(path) || path.length > 512) { throw validationError('path', path); }
    this.authorize(caller, 'CreateRole', this.arnOf(name, path));
    const trustPolicy = parsed(text(input, 'AssumeRolePolicyDocument'), true);
    if (this.iam.hasRole(name)) {
      throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
    }
    this.iam.putRole(name, { path, trustPolicy, policies: {} });
    return { Role: this.described(name) };
  }

  private deleteRolePolicy(input: Input, caller: Caller): Record<string, unknown> {
    const name = this.existing(input, caller, 'DeleteRolePolicy');
    const policy = text(input, 'PolicyName');
    if (!Object.hasOwn(this.iam.policiesOf(name), policy)) {
      throw new ServiceError('NoSuchEntity', `The role policy with name ${policy} cannot be found.`, 404);
    }
    this.iam.deleteRolePolicy(name, policy);
    return {};
  }

  private deleteRole(input: Input, caller: Caller): Record<string, unknown> {
    const name = this.existing(input, caller, 'DeleteRole');
    if (Object.keys(this.iam.policiesOf(name)).length > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    this.iam.deleteRole(name);
    return {};
  }

  private listRoles(input: Input, caller: Caller): Record<string, unknown> {
    const prefix = optionalText(input, 'PathPrefix') ?? '/';
    // The resource is the path, with a role in place of a name.
    this.authorize(caller, 'ListRoles', this.arnOf('', prefix));
    const start = Number(optionalText(input, 'Marker') ?? 0);
    const size = Number(optionalText(input, 'MaxItems') ?? PAGE);
    if (!(size >= 1 && size <= 1000)) { throw validationError('maxItems', String(size)); }
    const all = this.iam.roleNames().filter((name) => this.iam.rolePath(name).startsWith(prefix)).sort();
    const next = start + size;
    return {
      Roles: all.slice(start, next).map((name) => this.described(name)),
      IsTruncated: next < all.length,
      ...(next < all.length && { Marker: String(next) }),
    };
  }

  /** The name of the role of a request. Throws unless the caller has permission and the role exists. */
  private existing(input: Input, caller: Caller, operation: string): string {
    const name = text(input, 'RoleName');
    this.authorize(caller, operation, this.iam.roleArn(name));
    if (!this.iam.hasRole(name)) {
      throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    }
    return name;
  }

  private described(name: string): Record<string, unknown> {
    const trust = this.iam.trustPolicyOf(name);
    return {
      Path: this.iam.rolePath(name),
      RoleName: name,
      RoleId: roleId(name),
      Arn: this.iam.roleArn(name),
      CreateDate: new Date(this.iam.createdAt(name)).toISOString(),
      ...(trust && { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)) }),
    };
  }

  private arnOf(name: string, path: string): string {
    return `arn:${this.env.partition}:iam::${this.env.account}:role${path}${name}`;
  }

  private authorize(caller: Caller, operation: string, arn: string): void {
    const denial = this.iam.denial(caller, `iam:${operation}`, arn);
    // The error code of this API is AccessDenied, without "Exception".
    if (denial !== undefined) { throw new ServiceError('AccessDenied', denial, 403); }
  }
}

/** Refuses members that are missing, and by name those that the simulator does not have. */
export function checkMembers(
  operation: string, input: Input, required: readonly string[], optional: readonly string[] = [],
): void {
  const missing = required.find((member) => input[member] === undefined);
  if (missing !== undefined) {
    throw new ServiceError(
      'ValidationError', `1 validation error detected: Value null at '${missing}' failed to satisfy constraint: `
        + 'Member must not be null');
  }
  const unknown = Object.keys(input).find((member) => ![...required, ...optional].includes(member));
  if (unknown !== undefined) {
    throw new ServiceError('ValidationError', `the simulated ${operation} does not support ${unknown}`);
  }
}

/** The id of a role, as the service shows it. */
export const roleId = (name: string): string =>
  `AROA${createHash('sha256').update(name).digest('hex').slice(0, 17).toUpperCase()}`;

/** Reads a policy. A trust policy names principals in each statement, an identity-based policy in none. */
function parsed(source: string, isTrustPolicy: boolean): PolicyDocument {
  try {
    const document = JSON.parse(source) as PolicyDocument;
    const statements = statementsOf(document);
    const isValid = statements.length > 0 && statements.every((statement) =>
      ['Allow', 'Deny'].includes(statement?.Effect)
        && (statement.Action ?? statement.NotAction) !== undefined
        && (statement.Principal !== undefined) === isTrustPolicy
        && ((statement.Resource ?? statement.NotResource) === undefined) === isTrustPolicy);
    if (isValid) { return document; }
  } catch {
    // reported below
  }
  throw new ServiceError('MalformedPolicyDocument', 'The policy has no statement, or one with missing or wrong parts.');
}

const validationError = (member: string, value: string): ServiceError => new ServiceError(
  'ValidationError', `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint`,
);
