import type { CustomResourceEvent } from '../../../simulator/cloudformation';
import type { StateMachineProperties } from '../../../simulator/step-functions-host';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import { clockJumpMs, withoutFaults, type FaultProfile } from '../../scenario/fault-profile';
import { shownAs, type WrongState } from '../../scenario/scenario';
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
  /** the function's permissions are denied until then */
  deniedUntil: number;
  /** state machines that somebody has deleted */
  readonly deletedWaiters: Set<StateMachineProperties>;
  /** executions that somebody has stopped, or whose state machine somebody has deleted */
  readonly stopped: Set<string>;
  /** what GetNamespace shows of a namespace until then, though it is not so */
  shownWrongly?: { readonly name: string; readonly as: WrongState; readonly until: number };
  /** an operation begins: one read of a namespace may show what is not so */
  misreadingsLeft: number;
  /** numbers of the invocations that were drawn to die */
  readonly deaths: Set<number>;
  /** when calls were slow */
  readonly slowAt: number[];
  /** calls of steps that Lambda has throttled: when, and with what */
  readonly throttled: { readonly at: number; readonly payload: unknown }[];
}

/** Makes the simulated account fail as often as the profile says. */
export function injectFaults(
  { aws, cloudFormation }: World, profile: FaultProfile, holdsFailedAttempt: boolean, checker: InvariantChecker,
): PutLog {
  const random = new SeededRandom(profile.seed);
  const puts: PutLog = {
    faulted: [],
    absencesLeft: 0,
    misreadingsLeft: 0,
    isCalm: false,
    deniedUntil: 0,
    deletedWaiters: new Set(),
    stopped: new Set(),
    deaths: new Set(),
    slowAt: [],
    throttled: [],
  };
  const met = <T>(what: string, fault: T): T => {
    checker.met(`fault: ${what}`);
    return fault;
  };
  const faults = () => (puts.isCalm ? withoutFaults(profile) : profile);
  /** what each resource was requested last */
  const attempts = new Map<string, CustomResourceEvent['ResourceProperties']>();
  aws.setFaultPlan(({ operation, principal }) => {
    if (!principal.includes('FunctionRole')) { return undefined; }
    if (aws.clock.now() < puts.deniedUntil) {
      return met('denied', error('AccessDeniedException', 'an explicit deny in a service control policy', 400));
    }
    if (operation === 'UpdateNamespace' && random.percent(faults().conflict)) {
      return met('conflict', error('ConflictException', 'There is an operation running on the namespace.', 409));
    }
    if (operation === 'GetNamespace' && puts.absencesLeft > 0 && random.percent(faults().absences)) {
      puts.absencesLeft -= 1;
      return met('absences', error('ResourceNotFoundException', 'There is no such namespace.', 404));
    }
    if (random.percent(faults().throttled)) {
      return met('throttled', error('ThrottlingException', 'Rate exceeded', 400));
    }
    if (random.percent(faults().failed)) { return met('failed', error('InternalServerException', 'oops', 500)); }
    if (random.percent(faults().reset)) { return met('reset', { kind: 'reset' } as const); }
    if (random.percent(faults().lost)) { return met('lost', { kind: 'lost' } as const); }
    if (!random.percent(faults().slow)) { return undefined; }
    puts.slowAt.push(aws.clock.now());
    return met('slow', { kind: 'slow', ms: random.between(1000, SLOWEST_MS) } as const);
  });
  aws.redshift.shown = (namespace) => {
    const { name, as, until = 0 } = puts.shownWrongly ?? {};
    if (as !== undefined && name === namespace.namespaceName && aws.clock.now() < until) {
      checker.met(`disruption: shown-wrongly ${as}`);
      return shownWrongly(namespace, as);
    }
    if (puts.misreadingsLeft === 0 || !random.percent(faults().misreadings)) { return namespace; }
    puts.misreadingsLeft -= 1;
    const misread = random.oneOf(['no-key', 'inaccessible'] as const);
    return shownWrongly(namespace, met(`misreadings ${misread}`, misread));
  };
  aws.lambda.crashPlan = () => {
    if (!random.percent(faults().crash)) { return undefined; }
    puts.deaths.add(met('crash', aws.lambda.invocations.length - 1));
    const call = random.between(0, 3);
    return call === 0 ? { when: 'before' } : { when: random.percent(50) ? 'beforeCall' : 'afterCall', call };
  };
  aws.lambda.throttlePlan = ({ payload }) => {
    if (!random.percent(faults().lambdaThrottled)) { return false; }
    puts.throttled.push(met('lambdaThrottled', { at: aws.clock.now(), payload }));
    return true;
  };
  aws.stepFunctions.lateMs = () => {
    const ms = clockJumpMs(random, faults());
    return ms > 0 ? met('clockJumps', ms) : ms;
  };
  cloudFormation.deliveries = (event) => {
    const key = `${event.StackId} ${event.LogicalResourceId}`;
    const previous = attempts.get(key);
    attempts.set(key, event.ResourceProperties);
    // Unknown: whether CloudFormation says, after a failed update, what that one has requested.
    if (holdsFailedAttempt && event.OldResourceProperties && previous) {
      Object.assign(event, { OldResourceProperties: previous });
    }
    return random.percent(faults().deliveries) ? met('deliveries', deliveryDelays(random)) : 1;
  };
  cloudFormation.responseFaults = () => {
    puts.onPut?.();
    const fault = random.percent(faults().responses) ? random.oneOf(RESPONSE_FAULTS) : undefined;
    puts.faulted.push(fault !== undefined);
    if (fault !== undefined) { met(`responses ${fault}`, fault); }
    return fault;
  };
  return puts;
}

/** A namespace as GetNamespace shows it, shown wrongly. */
function shownWrongly(namespace: Record<string, unknown>, as: WrongState): Record<string, unknown> {
  const { status, kmsKeyId: keyArn, ...rest } = namespace;
  const shown = shownAs({ status: String(status), keyArn: keyArn as string | undefined }, as);
  return { ...rest, status: shown.status, ...(shown.keyArn !== undefined && { kmsKeyId: shown.keyArn }) };
}

const error = (code: string, message: string, httpStatus: number) =>
  ({ kind: 'error', code, message, httpStatus }) as const;

/** When an event is delivered, in milliseconds: up to three times, of which the first one is mostly in time. */
const deliveryDelays = (random: SeededRandom): number[] =>
  Array.from({ length: random.between(1, 3) }, (_, index) =>
    (index === 0 && random.percent(70) ? 0 : random.between(1, LATEST_DELIVERY_S) * 1000));
