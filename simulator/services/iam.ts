import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { PolicyDocument, RequestContext, statementMatches, statementsOf } from './iam-policy';

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

/** A policy document and when it takes effect. Without a document, the policy is deleted. */
interface PolicyVersion { readonly from: number; readonly document?: PolicyDocument }

interface Role { readonly name: string; readonly policies: Map<string, PolicyVersion[]> }

/**
 * AWS IAM: roles and their identity-based policies. Key policies and other resource-based policies are not evaluated.
 */
export class Iam {
  public readonly decisions: IamDecision[] = [];
  /**
   * Delay after which a change to a policy takes effect.
   * IAM-3: new permissions take seconds to minutes to act.
   */
  public delayMs: number;
  private readonly roles = new Map<string, Role>();

  constructor(private readonly env: Environment, delayMs: number = 0) {
    this.delayMs = delayMs;
  }

  public roleArn(name: string): string {
    return `arn:${this.env.partition}:iam::${this.env.account}:role/${name}`;
  }

  public hasRole(name: string): boolean {
    return this.roles.has(name);
  }

  /** Creates a role, or replaces inline policies of an existing one. */
  public putRole(name: string, properties: { readonly policies: Readonly<Record<string, PolicyDocument>> }): void {
    const role = this.roles.get(name) ?? { name, policies: new Map<string, PolicyVersion[]>() };
    this.roles.set(name, role);
    for (const [policyName, document] of Object.entries(properties.policies)) {
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

  /** The newest policies of a role, whether they have taken effect or not. */
  public policiesOf(roleName: string): Readonly<Record<string, PolicyDocument>> {
    const last = [...this.role(roleName).policies].map(
      ([name, versions]) => [name, versions[versions.length - 1]?.document] as const,
    );
    return Object.fromEntries(last.filter((entry): entry is [string, PolicyDocument] => entry[1] !== undefined));
  }

  /** Throws an AccessDeniedException if the caller has no permission. */
  public authorize(caller: Caller, action: string, resource: string, context: RequestContext = {}): void {
    const denial = this.denial(caller, action, resource, context);
    if (denial !== undefined) { throw new ServiceError('AccessDeniedException', denial); }
  }

  /** The message of the denial. Undefined if the caller has permission. */
  public denial(caller: Caller, action: string, resource: string, context: RequestContext = {}): string | undefined {
    if (caller.administrator) { return undefined; }
    const full: RequestContext = {
      'aws:RequestedRegion': this.env.region,
      'aws:PrincipalAccount': this.env.account,
      ...context,
    };
    const decision = this.evaluate(caller, action, resource, full);
    this.decisions.push(decision);
    if (decision.allowed) { return undefined; }
    const session = `assumed-role/${caller.principal}/${caller.principal}`;
    const user = `arn:${this.env.partition}:sts::${this.env.account}:${session}`;
    const reason = decision.statement
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  }

  private evaluate(caller: Caller, action: string, resource: string, context: RequestContext): IamDecision {
    const matching = this.effectivePolicies(caller.principal).flatMap(({ policy, document }) => statementsOf(document)
      .map((statement, index) => ({ policy, sid: statement.Sid, index, statement }))
      .filter(({ statement }) => statementMatches(statement, action, resource, context)));
    const deciding = matching.find(({ statement }) => statement.Effect === 'Deny') ?? matching[0];
    return {
      at: this.env.clock.now(),
      principal: caller.principal,
      action,
      resource,
      context,
      allowed: deciding?.statement.Effect === 'Allow',
      ...(deciding && { statement: { policy: deciding.policy, sid: deciding.sid, index: deciding.index } }),
    };
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
