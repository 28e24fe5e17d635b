import type { RehearsedAccount } from './rehearsed-account';
import { nominalSeconds, type FailurePlan } from '../../../simulator/cloudformation';
import { RESOURCE_TYPE } from '../../../src/contract';
import type { Scenario } from '../input/plan';

/** State of the failure that a scenario injects. */
export interface Injection {
  /** the change has begun */
  armed: boolean;
  happened: boolean;
}

/** One failure, once, of the resource that the scenario names, going forward. */
export function failurePlanOf(
  { failAt }: Scenario, injection: Injection, account: () => RehearsedAccount,
): FailurePlan | undefined {
  if (failAt === undefined) { return undefined; }
  return (context, action, properties, previous) => {
    const isIt = context.logicalId === failAt && action !== 'delete' && !context.rollback;
    if (!isIt || !injection.armed || injection.happened) { return undefined; }
    injection.happened = true;
    const movesKey = context.type === RESOURCE_TYPE && action === 'update'
      && properties.KmsKeyId !== previous?.KmsKeyId && String(properties.Window ?? 1) === '1';
    const name = String(properties.NamespaceName);
    if (movesKey && account().aws.redshift.view(name)) {
      // The service gives up half-way, and the function has to report it.
      account().aws.redshift.failNextKeyChange(name);
      return undefined;
    }
    return { message: `rehearsed failure of ${failAt}`, afterSeconds: nominalSeconds(context.type, action) };
  };
}
