import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { PolicyDocument, PolicyStatement, RequestContext, statementMatches, statementsOf } from './iam-policy';
import { evaluateResourcePolicy, ResourcePolicy, ResourcePolicyResult } from './resource-policy';

/** The result of one evaluation. */
export interface IamDecision {
  readonly at: number;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly allowed: boolean;
  /** the statement that allowed or denied the request; absent when no statement applied */
  readonly statement?: { readonly policy: string; readonly sid?: string; readonly index: number };
}

/** A role, apart from its name. */
export interface RoleProperties {
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** @default '/' */
  readonly path?: string;
  /** who may assume it. @default everyone: a role that a test adds */
  readonly trustPolicy?: PolicyDocument;
  /** ARN of its permissions boundary */
  readonly boundary?: string;
}

/** A policy document and when it takes effect. Without a document, the policy is deleted. */
interface PolicyVersion { readonly from: number; readonly document?: PolicyDocument }

interface Role extends Omit<RoleProperties, 'policies'> {
  readonly name: string;
  readonly createdAt: number;
  /** from when on it can be assumed */
  readonly from: number;
  readonly policies: Map<string, PolicyVersion[]>;
}

/** The identity-based side of an evaluation. */
interface IdentityResult { readonly effect?: PolicyStatement['Effect']; readonly statement?: IamDecision['statement'] }

/** The trust policy of a role that a test adds without one, and of one that does not exist. */
const EVERYONE: PolicyDocument = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
const NOBODY: PolicyDocument = { Statement: [] };

/** AWS IAM: roles, their identity-based policies and permissions boundaries, and resource-based policies of keys. */
export class Iam {
  public readonly decisions: IamDecision[] = [];
  /**
   * Delay after which a change to a policy takes effect.
   * IAM-3: new permissions take seconds to minutes to act.
   */
  public delayMs: number;
  private readonly roles = new Map<string, Role>();
  /** ARN of a customer managed policy → its document */
  private readonly managedPolicies = new Map<string, PolicyDocument>();

  constructor(private readonly env: Environment, delayMs: number = 0) {
    this.delayMs = delayMs;
  }

  public roleArn(name: string): string {
    return `arn:${this.env.partition}:iam::${this.env.account}:role${this.rolePath(name)}${name}`;
  }

  public rolePath(name: string): string {
    return this.roles.get(name)?.path ?? '/';
  }

  public roleNames(): string[] {
    return [...this.roles.keys()];
  }

  /** virtual milliseconds since 1970 */
  public createdAt(name: string): number {
    return this.role(name).createdAt;
  }

  public trustPolicyOf(name: string): PolicyDocument | undefined {
    return this.role(name).trustPolicy;
  }

  public hasRole(name: string): boolean {
    return this.roles.has(name);
  }

  /** Creates a role, or replaces inline policies and settings of an existing one. */
  public putRole(name: string, { policies, ...settings }: RoleProperties): void {
    const existing = this.roles.get(name);
    const { createdAt = this.env.clock.now(), from = createdAt + this.delayMs } = existing ?? {};
    this.roles.set(name, {
      ...existing, ...settings, name, createdAt, from, policies: existing?.policies ?? new Map(),
    });
    for (const [policyName, document] of Object.entries(policies)) {
      this.putRolePolicy(name, policyName, document);
    }
  }

  /** Puts an inline policy. An attached policy is put under its own name. */
  public putRolePolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    this.addVersion(roleName, policyName, document);
  }

  public deleteRolePolicy(roleName: string, policyName: string): void {
    this.addVersion(roleName, policyName, undefined);
  }

  public deleteRole(name: string): void {
    this.roles.delete(name);
  }

  /** Adds a customer managed policy, which a role can have as its permissions boundary. */
  public putManagedPolicy(arn: string, document: PolicyDocument): void {
    this.managedPolicies.set(arn, document);
  }

  public deleteManagedPolicy(arn: string): void {
    this.managedPolicies.delete(arn);
  }

  public managedPolicy(arn: string): PolicyDocument | undefined {
    return this.managedPolicies.get(arn);
  }

  /** Whether a service may assume a role. A role of another account or made by a test trusts every service. */
  public trusts(roleName: string, servicePrincipal: string): boolean {
    const document = this.roles.get(roleName)?.trustPolicy;
    if (!document) { return true; }
    const context = { 'aws:SourceAccount': this.env.account };
    const matching = statementsOf(document).filter((statement) =>
      typeof statement.Principal === 'object' && [statement.Principal.Service].flat().includes(servicePrincipal)
        // The resource of a trust policy is the role itself.
        && statementMatches({ ...statement, Resource: '*' }, 'sts:AssumeRole', '*', context));
    return matching.length > 0 && matching.every(({ Effect: effect }) => effect === 'Allow');
  }

  /** The newest policies of a role, whether they have taken effect or not. */
  public policiesOf(roleName: string): Readonly<Record<string, PolicyDocument>> {
    const last = [...this.role(roleName).policies].map(
      ([name, versions]) => [name, versions[versions.length - 1]?.document] as const,
    );
    return Object.fromEntries(last.filter((entry): entry is [string, PolicyDocument] => entry[1] !== undefined));
  }

  /** Throws an AccessDeniedException if the caller has no permission. */
  public authorize(
    caller: Caller, action: string, resource: string, context: RequestContext = {}, policy?: ResourcePolicy,
  ): void {
    const denial = this.denial(caller, action, resource, context, policy);
    if (denial !== undefined) { throw new ServiceError('AccessDeniedException', denial); }
  }

  /** The message of the denial. Undefined if the caller has permission. */
  public denial(
    caller: Caller, action: string, resource: string, context: RequestContext = {}, policy?: ResourcePolicy,
  ): string | undefined {
    if (caller.administrator && !policy) { return undefined; }
    const arn = this.roleArn(caller.principal);
    const full: RequestContext = {
      'aws:RequestedRegion': this.env.region,
      'aws:PrincipalAccount': this.env.account,
      'aws:PrincipalArn': arn,
      ...context,
    };
    const identity: IdentityResult = caller.administrator
      ? { effect: 'Allow' }
      : this.evaluateIdentity(caller.principal, action, resource, full);
    const role = { arn, account: this.env.account };
    const ofResource = policy && evaluateResourcePolicy(policy, role, action, resource, full);
    const reason = this.reasonToDeny(action, identity, policy, ofResource);
    // An administrator has no policies to look at.
    if (!caller.administrator) {
      this.decisions.push({
        at: this.env.clock.now(),
        principal: caller.principal,
        action,
        resource,
        context: full,
        allowed: reason === undefined,
        ...(identity.statement && { statement: identity.statement }),
      });
    }
    if (reason === undefined) { return undefined; }
    const session = `assumed-role/${caller.principal}/${caller.principal}`;
    const user = `arn:${this.env.partition}:sts::${this.env.account}:${session}`;
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  }

  /** The message of the denial of a role's session. IAM-3: a new role can be assumed after the delay. */
  public assumeDenial(caller: Caller, roleArn: string): string | undefined {
    const name = this.roleNames().find((each) => this.roleArn(each) === roleArn);
    const role = name === undefined ? undefined : this.roles.get(name);
    const trust = role !== undefined && role.from <= this.env.clock.now() ? role.trustPolicy ?? EVERYONE : NOBODY;
    // The resource of a trust policy is the role itself.
    const document = { Statement: statementsOf(trust).map((statement) => ({ ...statement, Resource: '*' })) };
    return this.denial(caller, 'sts:AssumeRole', roleArn, {}, { document, account: this.env.account });
  }

  private reasonToDeny(
    action: string, { effect }: IdentityResult, policy?: ResourcePolicy, ofResource?: ResourcePolicyResult,
  ): string | undefined {
    if (effect === 'Deny') { return 'with an explicit deny in an identity-based policy'; }
    const noIdentity = effect === 'Allow' ? undefined : `because no identity-based policy allows the ${action} action`;
    if (!policy || !ofResource) { return noIdentity; }
    if (ofResource.denial) { return 'with an explicit deny in a resource-based policy'; }
    // KMS-10: a key policy is enough to permit a principal of the key's own account.
    if (ofResource.namesCaller && policy.account === this.env.account) { return undefined; }
    if (ofResource.namesCaller || ofResource.delegates) { return noIdentity; }
    return `because no resource-based policy allows the ${action} action`;
  }

  private evaluateIdentity(
    principal: string, action: string, resource: string, context: RequestContext,
  ): IdentityResult {
    const matching = this.effectivePolicies(principal).flatMap(({ policy, document }) => statementsOf(document)
      .map((statement, index) => ({ policy, sid: statement.Sid, index, statement }))
      .filter(({ statement }) => statementMatches(statement, action, resource, context)));
    const deciding = matching.find(({ statement }) => statement.Effect === 'Deny') ?? matching[0];
    if (!deciding) { return {}; }
    const { policy, sid, index, statement: { Effect: effect } } = deciding;
    // IAM-12: what a permissions boundary does not allow, no identity-based policy grants.
    const boundary = this.roles.get(principal)?.boundary;
    const allowing = boundary === undefined ? undefined : this.managedPolicies.get(boundary);
    const limited = effect === 'Allow' && allowing !== undefined && !allows(allowing, action, resource, context);
    return limited ? {} : { effect, statement: { policy, sid, index } };
  }

  private effectivePolicies(roleName: string): { policy: string; document: PolicyDocument }[] {
    return [...this.roles.get(roleName)?.policies ?? []].flatMap(([policy, versions]) => {
      const effective = [...versions].reverse().find((version) => version.from <= this.env.clock.now());
      return effective?.document ? [{ policy, document: effective.document }] : [];
    });
  }

  private addVersion(roleName: string, policyName: string, document: PolicyDocument | undefined): void {
    const role = this.role(roleName);
    const versions = role.policies.get(policyName) ?? [];
    versions.push({ from: this.env.clock.now() + this.delayMs, document });
    role.policies.set(policyName, versions);
  }

  private role(name: string): Role {
    const role = this.roles.get(name);
    if (!role) { throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404); }
    return role;
  }
}

/** Whether a document allows a request by itself. */
function allows(document: PolicyDocument, action: string, resource: string, context: RequestContext): boolean {
  const matching = statementsOf(document).filter((statement) => statementMatches(statement, action, resource, context));
  return matching.length > 0 && matching.every(({ Effect: effect }) => effect === 'Allow');
}
