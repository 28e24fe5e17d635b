import { arnOf, isRecord, type FunctionSpec, type Json, type StateMachineSpec } from '../host';
import type { HandlerContext, ResourceProvider } from '../provider';
import { invalid, optionalNumber, optionalText, roleNameOf, text } from './input';

/** AWS::Lambda::Function, from an asset. */
export const lambdaFunction: ResourceProvider = {
  replacementProperties: ['FunctionName', 'PackageType'],
  attributes: ['Arn'],
  taggable: true,

  async create(context, properties) {
    const name =
      optionalText(properties, 'FunctionName') ?? context.identifiers.name(context.stackName, context.logicalId);
    const spec = functionSpec(context, name, properties);
    await context.sleep(1);
    context.host.lambda.createFunction(spec);
    context.initiated(name);
    await context.sleep(6);
    return { physicalId: name, attributes: { Arn: spec.arn } };
  },

  async update(context, physicalId, properties) {
    const { name, ...change } = functionSpec(context, physicalId, properties);
    context.host.lambda.updateFunction(name, change);
    await context.sleep(5);
    return { physicalId, attributes: { Arn: change.arn } };
  },

  async delete(context, physicalId) {
    context.host.lambda.deleteFunction(physicalId);
    await context.sleep(3);
  },
};

/** AWS::Lambda::EventInvokeConfig: how long Lambda keeps an event, and how many times it retries. */
export const lambdaEventInvokeConfig: ResourceProvider = {
  replacementProperties: ['FunctionName', 'Qualifier'],
  attributes: [],

  async create(context, properties) {
    const name = functionName(properties);
    configureInvocations(context, properties);
    await context.sleep(2);
    return { physicalId: `${name}|${optionalText(properties, 'Qualifier') ?? '$LATEST'}`, attributes: {} };
  },

  async update(context, physicalId, properties) {
    configureInvocations(context, properties);
    await context.sleep(2);
    return { physicalId, attributes: {} };
  },

  async delete(context, _physicalId, properties) {
    context.host.lambda.updateFunction(functionName(properties), {
      maximumEventAgeSeconds: undefined,
      maximumRetryAttempts: undefined,
    });
    await context.sleep(1);
  },
};

/** AWS::StepFunctions::StateMachine. */
export const stateMachine: ResourceProvider = {
  replacementProperties: ['StateMachineName', 'StateMachineType'],
  attributes: ['Arn', 'Name', 'StateMachineRevisionId'],
  taggable: true,

  async create(context, properties) {
    const name =
      optionalText(properties, 'StateMachineName') ?? context.identifiers.name('', context.logicalId).replace(/^-/, '');
    const spec = stateMachineSpec(context, name, properties);
    context.host.stepFunctions.createStateMachine(spec);
    context.initiated(spec.arn);
    await context.sleep(3);
    return { physicalId: spec.arn, attributes: { Arn: spec.arn, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },

  async update(context, physicalId, properties) {
    const name = physicalId.split(':').pop() ?? '';
    context.host.stepFunctions.updateStateMachine(physicalId, stateMachineSpec(context, name, properties));
    await context.sleep(3);
    return {
      physicalId,
      attributes: { Arn: physicalId, Name: name, StateMachineRevisionId: context.identifiers.uuid() },
    };
  },

  async delete(context, physicalId) {
    context.host.stepFunctions.deleteStateMachine(physicalId);
    await context.sleep(10);
  },
};

function functionSpec(context: HandlerContext, name: string, properties: Json): FunctionSpec {
  const { Code: code, Environment: environment } = properties;
  if (!isRecord(code) || typeof code.S3Key !== 'string') {
    throw invalid('the simulator needs Code.S3Key: inline code and images are not simulated');
  }
  if (properties.PackageType === 'Image') { throw invalid('the simulator does not run images'); }
  const roleName = trusted(context, text(properties, 'Role'), 'lambda.amazonaws.com', 'Lambda');
  const variables = isRecord(environment) && isRecord(environment.Variables) ? environment.Variables : {};
  return {
    name,
    arn: arnOf(context.host, 'lambda', `function:${name}`),
    folder: context.assetFolder(code.S3Key),
    handler: text(properties, 'Handler'),
    timeoutSeconds: optionalNumber(properties, 'Timeout') ?? 3,
    env: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    roleName,
    memorySize: optionalNumber(properties, 'MemorySize'),
    reservedConcurrency: optionalNumber(properties, 'ReservedConcurrentExecutions'),
  };
}

/** The name of a role that a service assumes. Throws if its trust policy does not let the service do so. */
function trusted(context: HandlerContext, arn: string, principal: string, service: string): string {
  const name = roleNameOf(arn);
  if (!context.host.iam.trusts(name, principal)) {
    throw invalid(`The role ${arn} cannot be assumed by ${service}: its trust policy does not name ${principal}`);
  }
  return name;
}

/** A name, or the name in an ARN. */
const functionName = (properties: Json): string => text(properties, 'FunctionName').split(':').pop() ?? '';

function configureInvocations(context: HandlerContext, properties: Json): void {
  context.host.lambda.updateFunction(functionName(properties), {
    maximumEventAgeSeconds: optionalNumber(properties, 'MaximumEventAgeInSeconds'),
    maximumRetryAttempts: optionalNumber(properties, 'MaximumRetryAttempts'),
  });
}

function stateMachineSpec(context: HandlerContext, name: string, properties: Json): StateMachineSpec {
  const given =
    properties.DefinitionString
    ?? (properties.Definition === undefined ? undefined : JSON.stringify(properties.Definition));
  if (typeof given !== 'string') { throw invalid('the simulator needs DefinitionString or Definition'); }
  const substitutions = isRecord(properties.DefinitionSubstitutions) ? properties.DefinitionSubstitutions : {};
  const definition = Object.entries(substitutions).reduce(
    (all, [key, value]) => all.replaceAll(`\${${key}}`, String(value)),
    given,
  );
  const type = optionalText(properties, 'StateMachineType') ?? 'STANDARD';
  if (type !== 'STANDARD' && type !== 'EXPRESS') { throw invalid(`#/StateMachineType: ${type} is not a valid value`); }
  return {
    name,
    type,
    arn: arnOf(context.host, 'states', `stateMachine:${name}`),
    definition,
    roleName: trusted(context, text(properties, 'RoleArn'), 'states.amazonaws.com', 'Step Functions'),
  };
}
