import type { World } from '../../stories/world';
import { Dice } from '../dice';
import { jumpMs, type Chaos } from '../life';

/** Lets the faults of a life loose on the simulated account. */
export function letLoose(world: World, chaos: Chaos): { readonly faulted: boolean[]; onPut?: () => void } {
  const dice = new Dice(chaos.seed);
  const { aws, cloudFormation } = world;
  /** for each PUT, whether it failed to reach CloudFormation */
  const hook: { readonly faulted: boolean[]; onPut?: () => void } = { faulted: [] };
  aws.setFaultPlan(({ operation, principal }) => {
    if (!principal.includes('FunctionRole')) { return undefined; }
    if (operation === 'UpdateNamespace' && dice.percent(chaos.conflict)) {
      return { kind: 'error', code: 'ConflictException', message: 'There is an operation running on the namespace.', httpStatus: 409 };
    }
    if (dice.percent(chaos.throttled)) { return { kind: 'error', code: 'ThrottlingException', message: 'Rate exceeded', httpStatus: 400 }; }
    if (dice.percent(chaos.failed)) { return { kind: 'error', code: 'InternalServerException', message: 'oops', httpStatus: 500 }; }
    if (dice.percent(chaos.reset)) { return { kind: 'reset' }; }
    if (dice.percent(chaos.lost)) { return { kind: 'lost' }; }
    return dice.percent(chaos.slow) ? { kind: 'slow', ms: dice.between(1000, 40_000) } : undefined;
  });
  aws.lambda.crashPlan = () => {
    if (!dice.percent(chaos.crash)) { return undefined; }
    const call = dice.between(0, 3);
    return call === 0 ? { when: 'before' } : { when: dice.percent(50) ? 'beforeCall' : 'afterCall', call };
  };
  aws.stepFunctions.lateMs = () => jumpMs(dice, chaos);
  aws.lambda.throttlePlan = () => dice.percent(chaos.lambdaThrottled);
  cloudFormation.deliveries = () => {
    if (!dice.percent(chaos.deliveries)) { return 1; }
    return [0, 1, 2].slice(0, dice.between(1, 3)).map((index) => (index === 0 && dice.percent(70) ? 0 : dice.between(1, 200) * 1000));
  };
  cloudFormation.responseFaults = () => {
    hook.onPut?.();
    const fault = dice.percent(chaos.responses) ? dice.oneOf([403, 500, 'reset', 'never'] as const) : undefined;
    hook.faulted.push(fault !== undefined);
    return fault;
  };
  return hook;
}
