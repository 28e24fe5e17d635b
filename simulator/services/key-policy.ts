import { Caller, ServiceError } from '../types';
import { Environment } from './environment';
import { Iam } from './iam';
import { PolicyDocument, statementsOf } from './iam-policy';
import { awsPrincipals } from './resource-policy';

const rootOf = (env: Environment, account: string): string => `arn:${env.partition}:iam::${account}:root`;

/**
 * The policy of a key that is created without one: it delegates to the IAM policies of its account.
 * KMS-31: only what a key policy allows is possible, and an empty one allows nothing.
 */
export function defaultKeyPolicy(env: Environment, accounts: readonly string[] = [env.account]): PolicyDocument {
  const AWS = accounts.map((account) => rootOf(env, account));
  return { Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }] };
}

/** The policy of a key that a test adds. A key of another account is shared with this one. */
export function sharedKeyPolicy(env: Environment, owner: string): PolicyDocument {
  return defaultKeyPolicy(env, [...new Set([owner, env.account])]);
}

/** Reads the key policy of a request. Throws what KMS throws for a policy that it refuses. */
export function checkedKeyPolicy(
  env: Environment, iam: Iam, caller: Caller, source: string, bypassSafetyCheck: boolean,
): PolicyDocument {
  const document = parsed(source);
  for (const principal of awsPrincipals(document)) { checkPrincipal(env, iam, principal); }
  // The caller must be able to change the policy again, or no one could.
  const arn = `arn:${env.partition}:kms:${env.region}:${env.account}:key/*`;
  const policy = { document, account: env.account };
  const context = { 'kms:CallerAccount': env.account };
  if (!bypassSafetyCheck && iam.denial(caller, 'kms:PutKeyPolicy', arn, context, policy) !== undefined) {
    throw malformed('The new key policy will not allow you to update the key policy in the future.');
  }
  return document;
}

function parsed(source: string): PolicyDocument {
  try {
    const document = JSON.parse(source) as PolicyDocument;
    const statements = statementsOf(document);
    const isValid = statements.length > 0 && statements.every((statement) =>
      ['Allow', 'Deny'].includes(statement?.Effect) && statement.Principal !== undefined
        && (statement.Action ?? statement.NotAction) !== undefined);
    if (isValid) { return document; }
  } catch {
    // reported below
  }
  throw malformed('Policy contains no statement, or a statement without an effect, a principal or an action.');
}

/** A role of this account that does not exist is no valid principal. */
function checkPrincipal(env: Environment, iam: Iam, principal: string): void {
  const [, , service, , account, resource = ''] = principal.split(':');
  const name = resource.startsWith('role/') ? resource.split('/').pop() ?? '' : undefined;
  if (service !== 'iam' || account !== env.account || name === undefined) { return; }
  if (!iam.hasRole(name) || iam.roleArn(name) !== principal) {
    throw malformed(`Policy contains a statement with one or more invalid principals: ${principal}`);
  }
}

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocumentException', message);
