import type { HandlerContext, Made, Providers, ResourceProvider } from '../provider';
import { isCustom } from '../resolution';
import type { Assumptions } from './assumptions';
import { nominalSeconds } from './durations';

/** Types with behavior that only the chosen resources have. The others of these types are assumed. */
const CHOSEN_TYPES = [
  'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Function',
  'AWS::StepFunctions::StateMachine',
];

/** Adds a provider for every type that the simulator does not know. Each of its resources is recorded. */
export function assumingProviders(known: Providers, assumptions: Assumptions): Providers {
  const chosen = new Map<string, ResourceProvider>();
  return (type) => {
    const found = chosen.get(type) ?? choose(type, known(type), assumptions);
    chosen.set(type, found);
    return found;
  };
}

function choose(type: string, known: ResourceProvider | undefined, assumptions: Assumptions): ResourceProvider {
  const assumed = assumedProvider(assumptions);
  if (isCustom(type) && !assumptions.options.customResourceTypes.includes(type)) { return assumed; }
  if (known === undefined) { return assumed; }
  const provider = CHOSEN_TYPES.includes(type) ? chosenProvider(known, assumed, assumptions) : known;
  return known.attributes === 'any' ? provider : withAssumedAttributes(provider, assumptions);
}

/** The provider itself, and a value for each attribute that it does not have. */
function withAssumedAttributes(provider: ResourceProvider, assumptions: Assumptions): ResourceProvider {
  const complete = (context: HandlerContext, result: Made): Made => {
    const attributes = new Proxy(result.attributes, {
      get: (own, name) => {
        if (typeof name !== 'string' || own[name] !== undefined) { return own[String(name)]; }
        assumptions.record(`${context.logicalId}.${name}`, 'is an attribute whose value is invented');
        return assumptions.attribute(context.host, context.type, context.logicalId, result.physicalId, name);
      },
    });
    return { ...result, attributes };
  };
  const handlers: Pick<ResourceProvider, 'attributes' | 'create' | 'update'> = {
    attributes: 'any',
    create: async (context, properties) => complete(context, await provider.create(context, properties)),
    update: async (context, physicalId, properties, previous) =>
      complete(context, await provider.update(context, physicalId, properties, previous)),
  };
  return Object.assign(Object.create(provider) as ResourceProvider, handlers);
}

/** Each resource works, or is assumed, as long as it lives. */
function chosenProvider(
  known: ResourceProvider, assumed: ResourceProvider, assumptions: Assumptions,
): ResourceProvider {
  const working = new Set<string>();
  const keyOf = ({ stackId }: HandlerContext, physicalId: string) => `${stackId}|${physicalId}`;
  const providerOf = (context: HandlerContext, physicalId: string) =>
    working.has(keyOf(context, physicalId)) ? known : assumed;
  return {
    replacementProperties: known.replacementProperties,
    attributes: 'any',
    taggable: known.taggable,
    create: async (context, properties) => {
      if (!assumptions.options.works(context.logicalId)) { return assumed.create(context, properties); }
      const initiated = (physicalId: string) => {
        working.add(keyOf(context, physicalId));
        context.initiated(physicalId);
      };
      const result = await known.create({ ...context, initiated }, properties);
      working.add(keyOf(context, result.physicalId));
      return result;
    },
    update: (context, physicalId, properties, previous) =>
      providerOf(context, physicalId).update(context, physicalId, properties, previous),
    delete: (context, physicalId, properties) =>
      providerOf(context, physicalId).delete(context, physicalId, properties),
  };
}

/** A resource without behavior, whose attributes have plausible values. */
function assumedProvider(assumptions: Assumptions): ResourceProvider {
  return {
    replacementProperties: [],
    attributes: 'any',

    async create(context) {
      const seconds = nominalSeconds(context.type, 'create');
      assumptions.record(context.logicalId, `${context.type} is created within ${seconds} s`);
      const physicalId = assumptions.physicalId(
        context.logicalId, context.identifiers.name(context.stackName, context.logicalId),
      );
      context.initiated(physicalId);
      await context.sleep(seconds);
      return made(assumptions, context, physicalId);
    },

    async update(context, physicalId) {
      const seconds = nominalSeconds(context.type, 'update');
      assumptions.record(context.logicalId, `${context.type} is updated in place within ${seconds} s`);
      await context.sleep(seconds);
      return made(assumptions, context, physicalId);
    },

    async delete(context) {
      await context.sleep(nominalSeconds(context.type, 'delete'));
    },
  };
}

function made(assumptions: Assumptions, context: HandlerContext, physicalId: string): Made {
  const { host, type, logicalId } = context;
  const attributes = new Proxy({}, {
    get: (_target, name) => typeof name === 'string'
      ? assumptions.attribute(host, type, logicalId, physicalId, name)
      : undefined,
  });
  return { physicalId, attributes };
}
