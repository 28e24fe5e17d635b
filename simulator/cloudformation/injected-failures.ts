import { HandlerError } from './errors';
import type { Json } from './host';
import type { HandlerContext, Providers, ResourceProvider } from './provider';

/** How a resource handler fails instead of doing its work. Undefined: it does its work. */
export type FailurePlan = (
  context: HandlerContext, action: 'create' | 'update' | 'delete', properties: Json, previous?: Json,
) => InjectedFailure | undefined;

export interface InjectedFailure {
  readonly message: string;
  /** how long the handler takes to fail, in seconds */
  readonly afterSeconds: number;
}

/** Lets handlers fail as a plan says. A handler that fails has done nothing. */
export function failingProviders(providers: Providers, plan: FailurePlan): Providers {
  const made = new Map<string, ResourceProvider>();
  return (type) => {
    const provider = made.get(type) ?? providers(type);
    if (provider === undefined || made.has(type)) { return provider; }
    const failing = failingProvider(provider, plan);
    made.set(type, failing);
    return failing;
  };
}

/** The provider itself, with other handlers. */
function failingProvider(provider: ResourceProvider, plan: FailurePlan): ResourceProvider {
  const before = async (...call: Parameters<FailurePlan>): Promise<void> => {
    const failure = plan(...call);
    if (failure === undefined) { return; }
    await call[0].sleep(failure.afterSeconds);
    throw new HandlerError(failure.message, 'GeneralServiceException');
  };
  const handlers: Pick<ResourceProvider, 'create' | 'update' | 'delete'> = {
    create: async (context, properties) => {
      await before(context, 'create', properties);
      return provider.create(context, properties);
    },
    update: async (context, physicalId, properties, previous) => {
      await before(context, 'update', properties, previous);
      return provider.update(context, physicalId, properties, previous);
    },
    delete: async (context, physicalId, properties) => {
      await before(context, 'delete', properties);
      return provider.delete(context, physicalId, properties);
    },
  };
  return Object.assign(Object.create(provider) as ResourceProvider, handlers);
}
