import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AppIndex } from './app-index';
import { isInTree, type FinalResource } from './final-resource';
import { FUNCTION_TIMEOUT_SECONDS, MAXIMUM_EVENT_AGE_SECONDS } from '../../contract';
import { diagnostics, shown, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';
import type { ProviderParts } from '../provider/provider-parts';
import { isRecord, same } from '../template-values';

/** A property of a resource, by its path, and the values that it may have. `undefined` = absent. */
interface Rule { readonly property: string; readonly allowed: readonly unknown[]; readonly why: string }

const SECRET = 'the pre-signed ResponseURL would reach it';
const QUIET = 'no request may outlive it by more than a minute';

const FUNCTION_RULES: Rule[] = [
  { property: 'Timeout', allowed: [FUNCTION_TIMEOUT_SECONDS], why: QUIET },
  { property: 'Handler', allowed: ['index.handler'], why: 'the bundle has no other' },
  { property: 'DeadLetterConfig', allowed: [undefined], why: SECRET },
  { property: 'TracingConfig.Mode', allowed: [undefined, 'PassThrough'], why: SECRET },
];
const EVENT_RULES: Rule[] = [
  {
    property: 'MaximumEventAgeInSeconds',
    allowed: [MAXIMUM_EVENT_AGE_SECONDS],
    why: 'an older event would arrive when its deployment has ended',
  },
  { property: 'MaximumRetryAttempts', allowed: [2], why: 'the last delivery of an event is the one that fails it' },
  { property: 'DestinationConfig', allowed: [undefined], why: SECRET },
];
const WAITER_RULES: Rule[] = [
  { property: 'LoggingConfiguration.IncludeExecutionData', allowed: [undefined, false], why: SECRET },
  { property: 'TracingConfiguration.Enabled', allowed: [undefined, false], why: SECRET },
  {
    property: 'StateMachineType',
    allowed: [undefined, 'STANDARD'],
    why: 'an express execution lives for five minutes',
  },
];

/**
 * The function and the waiter keep what the quiet period and the secrecy of the ResponseURL rest on. What a company's
 * own Aspects set otherwise (permissions boundary, role path, VPC, code signing, keys of logs, tags) is not checked.
 */
export function checkProvider(index: AppIndex, parts: ProviderParts, construct: IConstruct): Finding[] {
  const definition: Rule = {
    property: 'DefinitionString',
    allowed: [parts.waiter.stack.resolve(parts.definition)],
    why: 'every decision of the loop is made by the function',
  };
  return [
    ...checkRules(index, parts.function, FUNCTION_RULES),
    ...checkRules(index, parts.events, EVENT_RULES),
    ...checkRules(index, parts.waiter, [...WAITER_RULES, definition]),
  ].map((diagnostic) => ({ construct, diagnostic }));
}

function checkRules(index: AppIndex, resource: CfnResource, rules: readonly Rule[]): Diagnostic[] {
  const { path } = resource.node;
  if (!isInTree(resource)) { return [diagnostics.partRemoved(path, 'without it no key can be changed')]; }
  const final = index.final(resource);
  return rules
    .map((rule) => ({ ...rule, given: valueAt(final, rule.property) }))
    .filter(({ allowed, given }) => !allowed.some((one) => same(one, given)))
    .map(({ property, allowed, why, given }) =>
      diagnostics.providerAltered(path, property, shown(allowed.at(-1)), why, shown(given)));
}

function valueAt({ Properties }: FinalResource, property: string): unknown {
  return property.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), Properties);
}
