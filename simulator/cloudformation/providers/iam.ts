import { partitionOf } from '../../partition';
import { isRecord, type Json } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { invalid, optionalText, text } from './input';

/** AWS::IAM::Role with its inline policies. The simulated IAM does not evaluate managed policies. */
export const iamRole: ResourceProvider = {
  replacementProperties: ['RoleName', 'Path'],
  attributes: ['Arn', 'RoleId'],
  taggable: true,

  async create(context, properties) {
    if (!isRecord(properties.AssumeRolePolicyDocument)) {
      throw invalid('required key [AssumeRolePolicyDocument] not found');
    }
    const name = optionalText(properties, 'RoleName') ?? context.identifiers.name(context.stackName, context.logicalId);
    context.host.iam.putRole(name, policiesOf(properties));
    context.initiated(name);
    await context.sleep(17);
    return made(context, name, properties);
  },

  async update(context, physicalId, properties, previous) {
    const after = policiesOf(properties);
    for (const [name, document] of Object.entries(after)) {
      context.host.iam.putRolePolicy(physicalId, name, document);
    }
    for (const name of Object.keys(policiesOf(previous))) {
      if (!Object.hasOwn(after, name)) { context.host.iam.deleteRolePolicy(physicalId, name); }
    }
    await context.sleep(15);
    return made(context, physicalId, properties);
  },

  async delete(context, physicalId) {
    context.host.iam.deleteRole(physicalId);
    await context.sleep(3);
  },
};

/** AWS::IAM::Policy: an inline policy of one or more roles. */
export const iamPolicy: ResourceProvider = {
  replacementProperties: [],
  attributes: ['Id'],

  async create(context, properties) {
    const physicalId = context.identifiers.name(context.stackName, context.logicalId);
    for (const role of rolesOf(properties)) {
      context.host.iam.putRolePolicy(role, text(properties, 'PolicyName'), documentOf(properties));
    }
    context.initiated(physicalId);
    await context.sleep(16);
    return { physicalId, attributes: { Id: physicalId } };
  },

  async update(context, physicalId, properties, previous) {
    const name = text(properties, 'PolicyName');
    const roles = rolesOf(properties);
    for (const role of roles) { context.host.iam.putRolePolicy(role, name, documentOf(properties)); }
    for (const role of rolesOf(previous)) {
      if (!roles.includes(role) || text(previous, 'PolicyName') !== name) {
        context.host.iam.deleteRolePolicy(role, text(previous, 'PolicyName'));
      }
    }
    await context.sleep(16);
    return { physicalId, attributes: { Id: physicalId } };
  },

  async delete(context, _physicalId, properties) {
    for (const role of rolesOf(properties)) { context.host.iam.deleteRolePolicy(role, text(properties, 'PolicyName')); }
    await context.sleep(3);
  },
};

function made({ host }: HandlerContext, name: string, properties: Json): Made {
  const path = optionalText(properties, 'Path') ?? '/';
  const arn = `arn:${partitionOf(host.region)}:iam::${host.account}:role${path}${name}`;
  return { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${name.slice(-12)}` } };
}

function policiesOf(properties: Json): Record<string, unknown> {
  const policies = Array.isArray(properties.Policies) ? properties.Policies.filter(isRecord) : [];
  return Object.fromEntries(policies.map((policy) => [text(policy, 'PolicyName'), policy.PolicyDocument]));
}

function documentOf(properties: Json): Json {
  if (!isRecord(properties.PolicyDocument)) { throw invalid('required key [PolicyDocument] not found'); }
  return properties.PolicyDocument;
}

function rolesOf(properties: Json): readonly string[] {
  const { Roles: roles } = properties;
  if (!Array.isArray(roles) || roles.length === 0) {
    throw invalid('At least one of [Groups,Roles,Users] must be non-empty.');
  }
  return roles.map(String);
}
