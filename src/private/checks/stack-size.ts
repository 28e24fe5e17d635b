import type { Stack } from 'aws-cdk-lib';
import type { AppIndex } from './app-index';
import { diagnostics } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';

/** Resources that a stack can have. Source: "Understand CloudFormation quotas", CloudFormation User Guide. */
const MOST_RESOURCES = 500;
/** With less room than this, the next key generation of a fleet may not fit. */
const ROOM = 50;
/** The CDK reads another limit from here; 0 = none. Source: aws-cdk-lib, core/lib/stack.ts. */
const LIMIT_CONTEXT = '@aws-cdk/core:stackResourceLimit';

/** A stack that is full, or soon will be: each key generation and each window is a resource of its own. */
export function checkStackSize(index: AppIndex, stack: Stack): Finding[] {
  const given: unknown = stack.node.tryGetContext(LIMIT_CONTEXT);
  const limit = given === undefined ? MOST_RESOURCES : Number(given);
  const resources = index.countResources(stack);
  if (limit === 0 || resources < limit - ROOM) { return []; }
  const { path } = stack.node;
  const diagnostic = resources > limit
    ? diagnostics.stackFull(path, resources, limit)
    : diagnostics.stackNearlyFull(path, resources, limit);
  return [{ construct: stack, diagnostic }];
}
