import { FastRedshift } from './redshift';
import { Scheduler } from './scheduler';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import { InvariantChecker } from '../../invariants/invariant-checker';
import type { LastObservation } from '../../invariants/namespace-state';
import type { FaultProfile } from '../../scenario/fault-profile';
import type { Scenario } from '../../scenario/scenario';
import { SeededRandom } from '../../scenario/seeded-random';

const REGION = 'eu-central-1';
const ACCOUNT = '111122223333';
const FOREIGN_ACCOUNT = '444455556666';
export const OWN_KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/own`;
export const FOREIGN_KEY_ARN = `arn:aws:kms:${REGION}:${FOREIGN_ACCOUNT}:key/foreign`;

/** The query parameter that makes a ResponseURL a secret. */
export const URL_SECRET = 'X-Amz-Signature';

/** Value of the ownership tag: the stack that may change the namespace. */
export const OWNER = (stackNumber: number): string => `Warehouse${stackNumber}`;

/** What the parts of one scenario share: the clock, the random numbers, the checker, and the simulated services. */
export class FastAccount {
  public readonly scheduler = new Scheduler();
  public readonly random: SeededRandom;
  public readonly checker: InvariantChecker;
  public readonly redshift: FastRedshift;
  /** ARN of the key that each alias names, by the ARN of the alias */
  public readonly aliases = new Map<string, string>();
  /** the last observation of each request */
  public readonly observations = new Map<string, LastObservation>();
  /** how often each kind of fault occurs at the moment */
  public faults: FaultProfile;
  private keys = 0;
  private requests = 0;

  constructor(public readonly scenario: Scenario) {
    this.faults = scenario.faults;
    this.random = new SeededRandom(scenario.faults.seed);
    this.checker = new InvariantChecker(() => this.scheduler.now);
    this.redshift = new FastRedshift(this.scheduler, this.checker, scenario.unknowns);
  }

  public arn(service: string, resource: string): string {
    return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  }

  public stackArn(stackNumber: number): string {
    return this.arn('cloudformation', `stack/${OWNER(stackNumber)}`);
  }

  public newKeyId(): string {
    return `generated-${this.keys += 1}`;
  }

  public newRequestId(): string {
    return `${String(this.requests += 1).padStart(8, '0')}-1111-4111-8111-111111111111`;
  }

  /** The key that a KmsKeyId names; undefined where there is none. */
  public keyArnOf(kmsKeyId: string): string | undefined {
    return kmsKeyId.includes(':alias/') ? this.aliases.get(kmsKeyId) : kmsKeyId;
  }
}

/** The key as the service keeps it: none where AWS owns it. */
export const storedKey = (arn: string): string | undefined => (arn === AWS_OWNED_KMS_KEY ? undefined : arn);
