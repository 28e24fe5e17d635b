import type { Waiting } from './scenario-result';
import type { StackEvent } from '../../../simulator/cloudformation';
import { isWindow, referencesIn, resourcesOf } from '../input/product-parts';
import { isRecord, type Json } from '../input/read-json';
import { templatesOf, type StackInput } from '../input/stack-input';

/** Everything that depends on a key change, in the order in which CloudFormation came to it. */
export function waitingFor(stack: StackInput, events: readonly StackEvent[]): readonly Waiting[] {
  const waiting = templatesOf(stack).flatMap((template) => dependentsOf(template));
  return waiting.map(({ logicalId, type }) => {
    const own = events.filter((event) => event.logicalId === logicalId);
    const from = own.find(({ status }) => /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status))?.at;
    const end = own.find(({ status }) => /^(CREATE|UPDATE)_(COMPLETE|FAILED)$/.test(status));
    const outcome = from === undefined ? 'not touched' : end?.status ?? 'not ended';
    return { logicalId, type, outcome, ...(from !== undefined && { from }), ...(end && { to: end.at }) };
  }).sort((a, b) => (a.from ?? Infinity) - (b.from ?? Infinity) || 0);
}

/** The resources that depend on a window, directly or not. */
function dependentsOf(template: Json): readonly { readonly logicalId: string; readonly type: string }[] {
  const section = isRecord(template.Resources) ? template.Resources : {};
  const all = resourcesOf(template);
  const needs = new Map(all.map(({ logicalId, properties }) => {
    const raw = section[logicalId];
    const dependsOn = isRecord(raw) && raw.DependsOn !== undefined ? [raw.DependsOn].flat().map(String) : [];
    return [logicalId, [...dependsOn, ...referencesIn(properties)]];
  }));
  const found = new Set(all.filter(isWindow).map(({ logicalId }) => logicalId));
  const windows = new Set(found);
  for (let grown = true; grown;) {
    grown = false;
    for (const [id, needed] of needs) {
      if (!found.has(id) && needed.some((each) => found.has(each))) { found.add(id); grown = true; }
    }
  }
  return all.filter(({ logicalId }) => found.has(logicalId) && !windows.has(logicalId));
}
