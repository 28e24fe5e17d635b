import type { StackSource } from '../../../simulator/cloudformation';
import { statementsOf, type PolicyDocument, type PolicyStatement } from '../../../simulator/services/iam-policy';
import { STACK, type World } from '../../stories/world';

/** One action that one statement of one role permits. */
export interface Permit {
  /** logical id of the role */
  readonly role: string;
  readonly principal: string;
  readonly policy: string;
  readonly index: number;
  readonly statement: PolicyStatement;
  readonly action: string;
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) { return []; }
  return Array.isArray(value) ? value as readonly T[] : [value as T];
};

/** Everything that the roles of the stack are permitted, as IAM has it after a deployment. */
export function permitsOf(world: World): Permit[] {
  return rolesOf(world).flatMap(({ logicalId: role, physicalId: principal }) =>
    Object.entries(world.aws.iam.policiesOf(principal)).flatMap(([policy, document]) =>
      statementsOf(document).flatMap((statement, index) =>
        list(statement.Action).map((action) => ({ role, principal, policy, index, statement, action })))));
}

export function rolesOf(world: World): { readonly logicalId: string; readonly physicalId: string }[] {
  return Object.values(world.cloudFormation.describe(STACK).resources)
    .filter(({ type, physicalId }) => type === 'AWS::IAM::Role' && physicalId !== undefined)
    .map(({ logicalId, physicalId }) => ({ logicalId, physicalId: physicalId! }));
}

/** The same permit, whatever world it was found in. */
export function keyOf({ role, statement, policy, action }: Permit): string {
  return `${kindOf(role)} / ${statement.Sid ?? policy} / ${action}`;
}

/** `FunctionRole` or `WaiterRole`, without what the CDK adds around it. */
export const kindOf = (role: string): string => /(Function|Waiter)Role/.exec(role)?.[0] ?? role;

type Resource = { readonly Type: string; Properties: Record<string, unknown> };

/** A copy of what is deployed, in which no statement of this Sid (or policy) permits the action. */
export function without(source: StackSource, permit: Permit): StackSource {
  const { role, statement: { Sid: sid }, policy: policyName, action } = permit;
  const template = structuredClone(source.template) as { Resources: Record<string, Resource> };
  let taken = 0;
  const take = (document: PolicyDocument): PolicyDocument => ({
    ...document,
    Statement: statementsOf(document).flatMap((statement) => {
      const actions = list(statement.Action);
      if (statement.Sid !== sid || !actions.includes(action)) { return [statement]; }
      taken += 1;
      const left = actions.filter((each) => each !== action);
      return left.length > 0 ? [{ ...statement, Action: left }] : [];
    }),
  });
  for (const [logicalId, { Type: type, Properties: properties }] of Object.entries(template.Resources)) {
    if (type === 'AWS::IAM::Policy' && sid !== undefined) {
      properties.PolicyDocument = take(properties.PolicyDocument as PolicyDocument);
    } else if (type === 'AWS::IAM::Role' && kindOf(logicalId) === kindOf(role)) {
      const policies = properties.Policies as { PolicyName: string; PolicyDocument: PolicyDocument }[];
      properties.Policies = policies.map((policy) =>
        (policy.PolicyName === policyName ? { ...policy, PolicyDocument: take(policy.PolicyDocument) } : policy));
    }
  }
  if (taken === 0) { throw new Error(`nothing permits ${action} in the template`); }
  return { ...source, template };
}
