import type { StackView } from './stack-view';
import { ServiceError } from '../../../simulator/types';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { Disruption } from '../../scenario/scenario';

/** Carries out the disruptions of a scenario on the simulated account. */
export class Disruptions {
  /** number of the latest deployment; a disruption belongs to one deployment */
  private deployment = 0;

  constructor(
    private readonly world: World, private readonly checker: InvariantChecker, private readonly stack: StackView,
  ) {}

  /** Called once for each deployment, after it has begun. Siblings that fail are in the template. */
  public schedule(disruption: Disruption | undefined, stackName: string, namespaceName: string): void {
    this.deployment += 1;
    const { aws: { redshift }, cloudFormation } = this.world;
    switch (disruption?.kind) {
      case 'cancel': return this.later(disruption.afterS, () => {
        cloudFormation.cancelUpdate(stackName).catch(() => undefined);
      });
      case 'manual-change': return this.later(disruption.afterS, () => void this.changeByHand(disruption.key));
      case 'change-aborted': return redshift.view(namespaceName) && redshift.failNextKeyChange(namespaceName);
      case 'key-disabled':
        return this.later(disruption.afterS, () => this.disableKey(disruption.key, disruption.forS));
      case 'deleted-by-hand': return this.later(disruption.afterS, () => void this.deleteByHand(namespaceName));
      default: return undefined;
    }
  }

  /** An operation without disruptions begins. */
  public begin(): void {
    this.deployment += 1;
  }

  private async deleteByHand(namespaceName: string): Promise<void> {
    const { aws } = this.world;
    if (aws.redshift.view(namespaceName) === undefined) { return; }
    try {
      await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName });
    } catch (error) {
      // It is busy, or has a workgroup.
      if (error instanceof ServiceError) { return; }
      throw error;
    }
    this.checker.log(`somebody deletes ${namespaceName}`);
    this.checker.deleteByHand(namespaceName);
  }

  /** Somebody changes the key of the live namespace, where the service permits it. */
  public async changeByHand(key: number): Promise<void> {
    const { aws } = this.world;
    const kmsKeyId = this.stack.keyArn(key);
    const name = this.stack.desired()?.name;
    const view = name === undefined ? undefined : aws.redshift.view(name);
    if (name === undefined || kmsKeyId === undefined) { return; }
    if (view?.kmsKeyArn === kmsKeyId || view?.status !== 'AVAILABLE') { return; }
    const input = { namespaceName: name, kmsKeyId };
    try {
      await aws.call(aws.administrator, 'redshift-serverless', 'UpdateNamespace', input);
    } catch (error) {
      if (error instanceof ServiceError) { return; }
      throw error;
    }
    this.checker.log(`somebody changes the key to ${kmsKeyId}`);
    this.checker.changeByHand(name);
  }

  private disableKey(key: number, forS: number): void {
    const { redshift, kms, clock } = this.world.aws;
    const arn = this.stack.keyArn(key);
    if (arn === undefined) { return; }
    this.checker.log(`${arn} is disabled`);
    for (const { namespaceName, kmsKeyArn, status } of redshift.views()) {
      if (kmsKeyArn === arn || status === 'MODIFYING') { this.checker.disturb(namespaceName); }
    }
    kms.setState(arn, 'Disabled');
    clock.setTimeout(() => kms.setState(arn, 'Enabled'), forS * 1000);
  }

  /** Runs after this time, if the deployment is still in progress then. */
  private later(afterS: number, run: () => void): void {
    const { deployment } = this;
    this.world.aws.clock.setTimeout(() => {
      if (deployment === this.deployment && this.stack.status.endsWith('_IN_PROGRESS')) { run(); }
    }, afterS * 1000);
  }
}
