import { namespacesOf } from './namespaces';
import type { RehearsedAccount } from './rehearsed-account';
import type { Recovery } from './scenario-result';
import { waitUntilQuiet } from './wait';
import { ServiceError } from '../../../simulator/types';
import type { Plan } from '../input/plan';

const MOST_TIMES = 5;

/** Does what an engineer does next with a stack that is stuck. Undefined: it is not. */
export async function recover(account: RehearsedAccount, plan: Plan, status: string): Promise<Recovery | undefined> {
  const { aws, cloudFormation } = account;
  const { stackName } = plan.after;
  const steps: Readonly<Record<string, readonly [Recovery['action'], () => Promise<{ readonly status: string }>]>> = {
    UPDATE_ROLLBACK_FAILED: ['continue-update-rollback', () => cloudFormation.continueUpdateRollback(stackName)],
    UPDATE_FAILED: ['deploy again', () =>
      cloudFormation.deploy(account.sourceOf(plan.after), { disableRollback: true })],
  };
  if (!Object.hasOwn(steps, status)) { return undefined; }
  const [action, step] = steps[status];
  let current = status;
  let times = 0;
  while (current === status && times < MOST_TIMES) {
    times += 1;
    try {
      current = (await aws.clock.run(step())).status;
    } catch (error) {
      if (!(error instanceof ServiceError)) { throw error; }
      break;
    }
    await waitUntilQuiet(account);
  }
  const onTemplateKey = namespacesOf(account, plan, new Map()).every(({ keyArn, templateKey }) =>
    templateKey === undefined || keyArn === templateKey);
  return { action, times, status: current, onTemplateKey };
}
