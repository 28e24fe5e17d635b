import { partitionOf } from '../../partition';
import { isRecord, type Json, type RoleSettings } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { invalid, optionalText, text } from './input';

/** AWS::IAM::Role with its inline policies, attached policies, permissions boundary and trust policy. */
export const iamRole: ResourceProvider = {
  replacementProperties: ['RoleName', 'Path'],
  attributes: ['Arn', 'RoleId'],
  taggable: true,

  async create(context, properties) {
    if (!isRecord(properties.AssumeRolePolicyDocument)) {
      throw invalid('required key [AssumeRolePolicyDocument] not found');
    }
    const name = optionalText(properties, 'RoleName') ?? context.identifiers.name(context.stackName, context.logicalId);
    context.host.iam.putRole(name, policiesOf(context, properties), settingsOf(context, properties));
    context.initiated(name);
    await context.sleep(17);
    return made(context, name, properties);
  },

  async update(context, physicalId, properties, previous) {
    const after = policiesOf(context, properties);
    context.host.iam.putRole(physicalId, {}, settingsOf(context, properties));
    for (const [name, document] of Object.entries(after)) {
      context.host.iam.putRolePolicy(physicalId, name, document);
    }
    for (const name of Object.keys(policiesOf(context, previous))) {
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

/** AWS::IAM::ManagedPolicy, attached to roles or a permissions boundary. Its Ref is its ARN. */
export const iamManagedPolicy: ResourceProvider = {
  replacementProperties: ['ManagedPolicyName', 'Path', 'Description'],
  attributes: ['PolicyArn'],

  async create(context, properties) {
    const name =
      optionalText(properties, 'ManagedPolicyName') ?? context.identifiers.name(context.stackName, context.logicalId);
    const { host: { account, region } } = context;
    const arn = `arn:${partitionOf(region)}:iam::${account}:policy${optionalText(properties, 'Path') ?? '/'}${name}`;
    putManagedPolicy(context, arn, properties, {});
    context.initiated(arn);
    await context.sleep(16);
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },

  async update(context, physicalId, properties, previous) {
    putManagedPolicy(context, physicalId, properties, previous);
    await context.sleep(16);
    return { physicalId, attributes: { PolicyArn: physicalId } };
  },

  async delete(context, physicalId, properties) {
    putManagedPolicy(context, physicalId, { ...properties, Roles: [] }, properties);
    context.host.iam.deleteManagedPolicy(physicalId);
    await context.sleep(3);
  },
};

function putManagedPolicy({ host }: HandlerContext, arn: string, properties: Json, previous: Json): void {
  const roles = (of: Json) => (Array.isArray(of.Roles) ? of.Roles.map(String) : []);
  host.iam.putManagedPolicy(arn, documentOf(properties));
  for (const role of roles(properties)) { host.iam.putRolePolicy(role, arn, documentOf(properties)); }
  for (const role of roles(previous).filter((each) => !roles(properties).includes(each))) {
    host.iam.deleteRolePolicy(role, arn);
  }
}

function made({ host }: HandlerContext, name: string, properties: Json): Made {
  const path = optionalText(properties, 'Path') ?? '/';
  const arn = `arn:${partitionOf(host.region)}:iam::${host.account}:role${path}${name}`;
  return { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${name.slice(-12)}` } };
}

/** Inline policies by their names, and attached ones by their ARNs. */
function policiesOf(context: HandlerContext, properties: Json): Record<string, unknown> {
  const policies = Array.isArray(properties.Policies) ? properties.Policies.filter(isRecord) : [];
  const attached = Array.isArray(properties.ManagedPolicyArns) ? properties.ManagedPolicyArns.map(String) : [];
  return Object.fromEntries([
    ...policies.map((policy) => [text(policy, 'PolicyName'), policy.PolicyDocument] as const),
    ...attached.flatMap((arn) => {
      const document = attachedDocument(context, arn);
      return document === undefined ? [] : [[arn, document] as const];
    }),
  ]);
}

/**
 * The document of an attached policy. Policies of AWS are not known: they permit nothing here, which is stricter than
 * the service, unless they deny.
 */
function attachedDocument({ host }: HandlerContext, arn: string): unknown {
  const document = host.iam.managedPolicy(arn);
  const mayDeny = !arn.includes(':iam::aws:policy/') || /Deny|Quarantine/.test(arn);
  if (document === undefined && mayDeny) {
    throw invalid(`the simulator does not know the managed policy ${arn}: create it in the template`);
  }
  return document;
}

function settingsOf({ host }: HandlerContext, properties: Json): RoleSettings {
  const boundary = optionalText(properties, 'PermissionsBoundary');
  const isUnlimited = boundary?.endsWith(':iam::aws:policy/AdministratorAccess') === true;
  if (boundary !== undefined && !isUnlimited && host.iam.managedPolicy(boundary) === undefined) {
    throw invalid(`the simulator does not know the permissions boundary ${boundary}: create it in the template`);
  }
  return {
    path: optionalText(properties, 'Path') ?? '/',
    boundary: isUnlimited ? undefined : boundary,
    ...(isRecord(properties.AssumeRolePolicyDocument) && { trustPolicy: properties.AssumeRolePolicyDocument }),
  };
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
