import { FastLambda } from './lambda';
import { FastRedshift } from './redshift';
import { Scheduler } from './scheduler';
import { FastWaiter } from './waiter';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { waiterDefinition } from '../../../src/private/provider/waiter-definition';
import { InvariantChecker } from '../../invariants/invariant-checker';
import type { LastObservation } from '../../invariants/namespace-state';
import type { Scenario } from '../../scenario/scenario';
import { SeededRandom } from '../../scenario/seeded-random';

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:key-change`;
export const WAITER_ARN = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:waiter`;
export const STACK_ID = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Warehouse/guid`;

/** The query parameter that makes a ResponseURL a secret. */
export const URL_SECRET = 'X-Amz-Signature';

/** Receives the body of a response, as CloudFormation does. */
export type ReceiveResponse = (requestId: string, body: string) => void;

/** What the parts of one scenario share: the clock, the random numbers, the checker, and the simulated services. */
export class FastAccount {
  public readonly scheduler = new Scheduler();
  public readonly random: SeededRandom;
  public readonly checker: InvariantChecker;
  public readonly redshift: FastRedshift;
  public readonly lambda: FastLambda;
  public readonly waiter: FastWaiter;
  /** the last observation of each request */
  public readonly observations = new Map<string, LastObservation>();
  /** requests for which the metric ResponseUndelivered was counted: CloudFormation did not take the response */
  public readonly undelivered = new Set<string>();
  /** when the function's permissions take effect */
  public permittedAt = 0;
  public stackStatus = 'CREATE_IN_PROGRESS';
  public receiveResponse: ReceiveResponse;

  constructor(public readonly scenario: Scenario) {
    this.receiveResponse = () => undefined;
    this.random = new SeededRandom(scenario.faults.seed);
    this.checker = new InvariantChecker(() => this.scheduler.now);
    this.redshift = new FastRedshift(this.scheduler, this.checker, scenario.unknowns);
    this.lambda = new FastLambda(this);
    this.waiter = new FastWaiter(this, waiterDefinition(FUNCTION_ARN));
  }
}

/** ARN of a key by its number; 0 is the AWS-owned key. */
export const keyArn = (key: number): string =>
  (key === 0 ? AWS_OWNED_KMS_KEY : `arn:aws:kms:${REGION}:${ACCOUNT}:key/k${key}`);

/** The key as the service keeps it: none where AWS owns it. */
export const storedKey = (arn: string): string | undefined => (arn === AWS_OWNED_KMS_KEY ? undefined : arn);
