import type { CustomResourceEvent } from '../../../simulator/cloudformation';
import type { World } from '../../../test/stories/world';
import { clockJumpMs, withoutFaults, type FaultProfile } from '../../scenario/fault-profile';
import { SeededRandom } from '../../scenario/seeded-random';

const RESPONSE_FAULTS = [403, 500, 'reset', 'never'] as const;
/** A late event is at most this late. */
const LATEST_DELIVERY_S = 200;
/** A slow call takes effect at most this late. */
const SLOWEST_MS = 40_000;

/** What is known of each PUT of a response, and what the harness says to the faults. */
export interface PutLog {
  /** an operation begins: one read of a namespace may wrongly say "not found" */
  absencesLeft: number;
  /** the faults have passed */
  isCalm: boolean;
  /** for each PUT, whether a fault kept it from reaching CloudFormation */
  readonly faulted: boolean[];
  onPut?: () => void;
}

/** Makes the simulated account fail as often as the profile says. */
export function injectFaults(
  { aws, cloudFormation }: World, profile: FaultProfile, holdsFailedAttempt: boolean,
): PutLog {
  const random = new SeededRandom(profile.seed);
  const puts: PutLog = { faulted: [], absencesLeft: 0, isCalm: false };
  const faults = () => (puts.isCalm ? withoutFaults(profile) : profile);
  /** what each resource was requested last */
  const attempts = new Map<string, CustomResourceEvent['ResourceProperties']>();
  aws.setFaultPlan(({ operation, principal }) => {
    if (!principal.includes('FunctionRole')) { return undefined; }
    if (operation === 'UpdateNamespace' && random.percent(faults().conflict)) {
      return error('ConflictException', 'There is an operation running on the namespace.', 409);
    }
    if (operation === 'GetNamespace' && puts.absencesLeft > 0 && random.percent(faults().absences)) {
      puts.absencesLeft -= 1;
      return error('ResourceNotFoundException', 'There is no such namespace.', 404);
    }
    if (random.percent(faults().throttled)) { return error('ThrottlingException', 'Rate exceeded', 400); }
    if (random.percent(faults().failed)) { return error('InternalServerException', 'oops', 500); }
    if (random.percent(faults().reset)) { return { kind: 'reset' }; }
    if (random.percent(faults().lost)) { return { kind: 'lost' }; }
    return random.percent(faults().slow) ? { kind: 'slow', ms: random.between(1000, SLOWEST_MS) } : undefined;
  });
  aws.lambda.crashPlan = () => {
    if (!random.percent(faults().crash)) { return undefined; }
    const call = random.between(0, 3);
    return call === 0 ? { when: 'before' } : { when: random.percent(50) ? 'beforeCall' : 'afterCall', call };
  };
  aws.lambda.throttlePlan = () => random.percent(faults().lambdaThrottled);
  aws.stepFunctions.lateMs = () => clockJumpMs(random, faults());
  cloudFormation.deliveries = (event) => {
    const key = `${event.StackId} ${event.LogicalResourceId}`;
    const previous = attempts.get(key);
    attempts.set(key, event.ResourceProperties);
    // Unknown: whether CloudFormation says, after a failed update, what that one has requested.
    if (holdsFailedAttempt && event.OldResourceProperties && previous) {
      Object.assign(event, { OldResourceProperties: previous });
    }
    return random.percent(faults().deliveries) ? deliveryDelays(random) : 1;
  };
  cloudFormation.responseFaults = () => {
    puts.onPut?.();
    const fault = random.percent(faults().responses) ? random.oneOf(RESPONSE_FAULTS) : undefined;
    puts.faulted.push(fault !== undefined);
    return fault;
  };
  return puts;
}

const error = (code: string, message: string, httpStatus: number) =>
  ({ kind: 'error', code, message, httpStatus }) as const;

/** When an event is delivered, in milliseconds: up to three times, of which the first one is mostly in time. */
const deliveryDelays = (random: SeededRandom): number[] =>
  Array.from({ length: random.between(1, 3) }, (_, index) =>
    (index === 0 && random.percent(70) ? 0 : random.between(1, LATEST_DELIVERY_S) * 1000));
