import { list, PolicyDocument, PolicyStatement, RequestContext, statementMatches, statementsOf } from './iam-policy';

/** A policy of a resource, such as a key policy, and the account that owns the resource. */
export interface ResourcePolicy {
  readonly document: PolicyDocument;
  readonly account: string;
}

/** Who makes a request: a role, by its ARN. */
export interface RequestingRole { readonly arn: string; readonly account: string }

/** What a resource-based policy says of a request. */
export interface ResourcePolicyResult {
  /** the statement that denies it */
  readonly denial?: PolicyStatement;
  /** the policy names the role itself, or everyone */
  readonly namesCaller: boolean;
  /** the policy names the caller's account: then the identity-based policies of that account decide */
  readonly delegates: boolean;
}

/**
 * Evaluates a resource-based policy.
 * KMS-31: a key policy decides on its own, or delegates to the IAM policies of an account that it names.
 */
export function evaluateResourcePolicy(
  { document }: ResourcePolicy, caller: RequestingRole, action: string, resource: string, context: RequestContext,
): ResourcePolicyResult {
  const matching = statementsOf(document).filter((statement) => statementMatches(statement, action, resource, context));
  const kinds = matching.map((statement) => ({ statement, kind: principalKind(statement, caller) }));
  const allowedAs = (wanted: string) =>
    kinds.some(({ statement, kind }) => statement.Effect === 'Allow' && kind === wanted);
  return {
    denial: kinds.find(({ statement, kind }) => statement.Effect === 'Deny' && kind !== undefined)?.statement,
    namesCaller: allowedAs('caller'),
    delegates: allowedAs('account'),
  };
}

/** The ARNs and ids of AWS principals in a policy. */
export function awsPrincipals(document: PolicyDocument): readonly string[] {
  return statementsOf(document).flatMap(({ Principal: principal }) =>
    (typeof principal === 'object' ? list(principal.AWS) : []));
}

function principalKind(statement: PolicyStatement, { arn, account }: RequestingRole): 'caller' | 'account' | undefined {
  const { Principal: principal, NotPrincipal: notPrincipal } = statement;
  if (notPrincipal !== undefined) { throw new Error('the simulated IAM does not support NotPrincipal'); }
  if (principal === '*') { return 'caller'; }
  const named = typeof principal === 'object' ? list(principal.AWS) : [];
  if (named.includes('*') || named.includes(arn)) { return 'caller'; }
  return named.some((each) => each === account || isRootOf(each, account)) ? 'account' : undefined;
}

/** The ARN of an account as a principal, such as `arn:aws:iam::111122223333:root`. */
const isRootOf = (arn: string, account: string): boolean => {
  const [, , service, , owner, resource] = arn.split(':');
  return service === 'iam' && owner === account && resource === 'root';
};
