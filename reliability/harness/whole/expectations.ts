import { timeoutOf } from './app';
import type { PutLog } from './fault-injection';
import { stateOf } from './records';
import type { StackView } from './stack-view';
import { AWS_OWNED_KMS_KEY, OWNERSHIP_TAG } from '../../../src/contract';
import type { World } from '../../../test/stories/world';
import type { InvariantChecker } from '../../invariants/invariant-checker';
import {
  hasNoObstacles, isPlainCreation, isPlainUpdate, mustBeRefused, rollbackMustEnd, updateMustSucceed,
  type LiveNamespace,
} from '../../invariants/must-succeed';
import { AWS_OWNED, type AppChoice, type Disruption, type Scenario } from '../../scenario/scenario';

const GIBIBYTE = 2 ** 30;

/** What a deployment or a rollback has to come to: (ix), (xiii). */
export class Expectations {
  constructor(
    private readonly scenario: Scenario,
    private readonly world: World,
    private readonly checker: InvariantChecker,
    private readonly stacks: readonly StackView[],
    private readonly putLog: PutLog,
    /** name of a namespace by its number in the scenario */
    private readonly nameOf: (name: number) => string,
  ) {}

  /** (ix): whether nothing keeps the deployment from succeeding */
  public mustSucceed(stack: StackView, app: AppChoice): boolean {
    const { scenario, world: { aws, cloudFormation } } = this;
    if (!hasNoObstacles(scenario) || this.isHindered(stack)) { return false; }
    const name = this.nameOf(app.name);
    const view = aws.redshift.view(name);
    if (/^(NONE|DELETE_COMPLETE)$/.test(stack.status)) { return view === undefined && isPlainCreation(app); }
    // What an update could not delete is no longer in the stack, and keeps it from creating another one of that name.
    const hasLeftovers = cloudFormation.events(stack.name).some(({ status }) => status === 'DELETE_FAILED');
    if (!stack.status.endsWith('_COMPLETE') || hasLeftovers) { return false; }
    const now = stack.desired();
    if (!now || !view || !stack.stable || !isPlainUpdate(stack.stable, app)) { return false; }
    const key = app.key === AWS_OWNED
      ? AWS_OWNED_KMS_KEY
      : stack.keyArn(app.key) ?? `key ${app.key}, which this deployment creates`;
    const live = this.live(name, now.key);
    return live !== undefined && updateMustSucceed(now, { name, key, windows: timeoutOf(app)._windows }, live);
  }

  /** Another stack may have the same namespace, or something is disabled, denied, deleted or shown wrongly. */
  public isHindered(stack: StackView): boolean {
    const { kms, clock } = this.world.aws;
    const areKeysEnabled = kms.allKeys().every(({ state }) => state === 'Enabled');
    const isShared = this.stacks.some((each) => each !== stack && each.exists);
    const { deniedUntil, shownWrongly, deletedWaiters } = this.putLog;
    const isAffected = clock.now() < Math.max(deniedUntil, shownWrongly?.until ?? 0) || deletedWaiters.size > 0;
    return !areKeysEnabled || isShared || isAffected;
  }

  private live(name: string, key: string): LiveNamespace | undefined {
    const view = this.world.aws.redshift.view(name);
    if (!view) { return undefined; }
    // Somebody has created it anew without the stack's tag.
    const hasTag = this.world.aws.redshift.tagsOf(name)[OWNERSHIP_TAG] !== undefined;
    const isDisturbed = this.checker.isDisturbed(name, key) || !hasTag;
    return { state: stateOf(view), gibibytes: view.dataSize / GIBIBYTE, failsNext: view.failsNext, isDisturbed };
  }

  /** (ix): a rollback that nothing stands in the way of has ended. */
  public checkRollback(stack: StackView, isHindered: boolean, disruption?: Disruption): void {
    const { status } = stack;
    if (!status.includes('ROLLBACK')) { return; }
    this.checker.met(`rollback: ${status}`);
    const desired = stack.desired();
    const live = stack.stable && desired && this.live(this.nameOf(stack.stable.name), desired.key);
    const mustEnd = rollbackMustEnd(this.scenario, { disruption: disruption?.kind, isHindered, live });
    if (mustEnd) { this.checker.met('rollback: must end'); }
    if (mustEnd && status === 'UPDATE_ROLLBACK_FAILED') {
      this.checker.violate('ix', `nothing stood in the way of the rollback, but it failed: ${stack.rollbackCause()}`);
    }
  }

  /** (xiii): whether a rollback could not undo the deployment. */
  public mustFail(stack: StackView, app: AppChoice): boolean {
    const desired = stack.desired();
    const view = desired && this.world.aws.redshift.view(desired.name);
    const isOnKey = view?.status === 'AVAILABLE' && view.kmsKeyArn === desired?.key;
    if (!stack.stable || !desired || !isOnKey || !stack.status.endsWith('_COMPLETE')) { return false; }
    return mustBeRefused(stack.stable, app, { now: desired.windows, next: timeoutOf(app)._windows });
  }
}
