import type { PutLog } from './fault-injection';
import type { StackView } from './stack-view';
import { ServiceError } from '../../../simulator/types';
import { OWNERSHIP_TAG } from '../../../src/contract';
import type { World } from '../../../test/stories/world';
import { disturbedByKey } from '../../invariants/excuses';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import type { Disruption } from '../../scenario/scenario';

/** Between a deletion by hand and the creation that follows it: longer than the deletion takes. */
const ANEW_AFTER_MS = 90_000;

/** Carries out the disruptions of a scenario on the simulated account. */
export class Disruptions {
  /** number of the latest deployment; a disruption belongs to one deployment */
  private deployment = 0;

  constructor(
    private readonly world: World, private readonly checker: InvariantChecker, private readonly stack: StackView,
    private readonly putLog: PutLog,
  ) {}

  /** Called once for each deployment, after it has begun. Siblings that fail are in the template. */
  public schedule(disruption: Disruption | undefined, stackName: string, namespaceName: string): void {
    this.deployment += 1;
    const { aws: { redshift }, cloudFormation } = this.world;
    switch (disruption?.kind) {
      case 'cancel': return this.later(disruption.afterS, () => {
        cloudFormation.cancelUpdate(stackName).then(() => this.checker.met('disruption: cancel'), () => undefined);
      });
      case 'manual-change': return this.later(disruption.afterS, () => void this.changeByHand(disruption.key));
      case 'change-aborted': {
        if (redshift.view(namespaceName) === undefined) { return undefined; }
        this.checker.met('disruption: change-aborted');
        return redshift.failNextKeyChange(namespaceName);
      }
      case 'made-anew':
        return this.later(disruption.afterS, () => void this.makeAnew(namespaceName, stackName, disruption));
      case 'execution-stopped': return this.later(disruption.afterS, () => this.stopExecutions(stackName));
      case 'waiter-deleted': return this.later(disruption.afterS, () => this.deleteWaiter(stackName, disruption.forS));
      case 'shown-wrongly': return this.later(disruption.afterS, () => {
        const until = this.world.aws.clock.now() + disruption.forS * 1000;
        this.putLog.shownWrongly = { name: namespaceName, as: disruption.as, until };
      });
      case 'denied': return this.later(disruption.afterS, () => this.deny(disruption.forS));
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

  /** @returns whether it is being deleted */
  private async deleteByHand(namespaceName: string): Promise<boolean> {
    const { aws } = this.world;
    if (aws.redshift.view(namespaceName) === undefined) { return false; }
    try {
      await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName });
    } catch (error) {
      // It is busy, or has a workgroup.
      if (error instanceof ServiceError) { return false; }
      throw error;
    }
    this.checker.met('disruption: deleted-by-hand');
    this.checker.log(`somebody deletes ${namespaceName}`);
    this.checker.deleteByHand(namespaceName);
    return true;
  }

  private async makeAnew(
    namespaceName: string, stackName: string, { key, hasTag }: Extract<Disruption, { kind: 'made-anew' }>,
  ): Promise<void> {
    const { aws } = this.world;
    const kmsKeyId = this.stack.keyArn(key);
    if (kmsKeyId === undefined || !await this.deleteByHand(namespaceName)) { return; }
    const tags = hasTag ? [{ key: OWNERSHIP_TAG, value: stackName }] : [];
    aws.clock.setTimeout(() => {
      const input = { namespaceName, kmsKeyId, tags };
      void aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', input).then(() => {
        this.checker.met('disruption: made-anew');
        this.checker.log(`somebody creates ${namespaceName} anew on ${kmsKeyId}`);
        this.checker.changeByHand(namespaceName);
      }, (error: unknown) => { if (!(error instanceof ServiceError)) { throw error; } });
    }, ANEW_AFTER_MS);
  }

  /** Brings back the state machines that somebody has deleted. */
  public restoreWaiters(): void {
    const { deletedWaiters } = this.putLog;
    for (const waiter of deletedWaiters) { this.world.aws.stepFunctions.createStateMachine(waiter); }
    deletedWaiters.clear();
  }

  private stopExecutions(stackName: string): void {
    const { aws } = this.world;
    for (const { arn: executionArn, name, status, stateMachineArn } of aws.stepFunctions.executions) {
      if (status !== 'RUNNING' || stateMachineArn !== this.waiterOf(stackName)) { continue; }
      this.putLog.stopped.add(name);
      this.checker.met('disruption: execution-stopped');
      void aws.call(aws.administrator, 'states', 'StopExecution', { executionArn });
    }
  }

  private deleteWaiter(stackName: string, forS: number): void {
    const { stepFunctions, clock } = this.world.aws;
    const arn = this.waiterOf(stackName);
    const waiter = arn === undefined ? undefined : stepFunctions.stateMachine(arn);
    if (waiter === undefined) { return; }
    this.checker.met('disruption: waiter-deleted');
    this.checker.log('somebody deletes the waiter');
    for (const { name, status, stateMachineArn } of stepFunctions.executions) {
      if (status === 'RUNNING' && stateMachineArn === arn) { this.putLog.stopped.add(name); }
    }
    this.putLog.deletedWaiters.add(waiter);
    stepFunctions.deleteStateMachine(waiter.arn);
    clock.setTimeout(() => {
      if (this.putLog.deletedWaiters.delete(waiter)) { stepFunctions.createStateMachine(waiter); }
    }, forS * 1000);
  }

  private waiterOf(stackName: string): string | undefined {
    const { cloudFormation } = this.world;
    if (cloudFormation.statusOf(stackName) === undefined) { return undefined; }
    return Object.values(cloudFormation.describe(stackName).resources)
      .find(({ type }) => type === 'AWS::StepFunctions::StateMachine')?.physicalId;
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
    this.checker.met('disruption: manual-change');
    this.checker.log(`somebody changes the key to ${kmsKeyId}`);
    this.checker.changeByHand(name);
  }

  private disableKey(key: number, forS: number): void {
    const { kms, clock } = this.world.aws;
    const arn = this.stack.keyArn(key);
    if (arn === undefined) { return; }
    this.checker.met('disruption: key-disabled');
    this.checker.log(`${arn} is disabled`);
    this.disturbByKey(arn);
    kms.setState(arn, 'Disabled');
    clock.setTimeout(() => {
      this.disturbByKey(arn);
      kms.setState(arn, 'Enabled');
    }, forS * 1000);
  }

  private disturbByKey(key: string): void {
    const { redshift, calls } = this.world.aws;
    const namespaces = redshift.views().map(({ namespaceName: name, kmsKeyArn: keyArn, status }) => {
      const sent = calls.findLast(({ operation, outcome, input }) => operation === 'UpdateNamespace'
        && input.namespaceName === name && input.kmsKeyId !== undefined && ['ok', 'lost'].includes(outcome));
      const nextKeyArn = status === 'MODIFYING' ? sent?.input.kmsKeyId as string | undefined : undefined;
      return { name, keyArn, nextKeyArn };
    });
    for (const name of disturbedByKey(key, namespaces)) { this.checker.disturb(name); }
  }

  /** The function's permissions are denied for a while. */
  private deny(forS: number): void {
    this.checker.met('disruption: denied');
    this.checker.log('the permissions are denied');
    this.putLog.deniedUntil = this.world.aws.clock.now() + forS * 1000;
  }

  /** Runs after this time, if the deployment is still in progress then. */
  private later(afterS: number, run: () => void): void {
    const { deployment } = this;
    this.world.aws.clock.setTimeout(() => {
      if (deployment === this.deployment && this.stack.status.endsWith('_IN_PROGRESS')) { run(); }
    }, afterS * 1000);
  }
}
