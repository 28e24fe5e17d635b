import { messageOf, remedyOf, withKeyNames } from './reason-text';
import { RESOURCE_TYPE } from '../../../src/contract';
import { isDisturbed } from '../input/plan';
import type { NamespaceResult, ScenarioResult } from '../run/scenario-result';

/** How a scenario has ended, in a person's words. */
export interface Verdict {
  /**
   * The stack is complete, or after a failure on purpose rolled back completely, and every namespace is AVAILABLE on
   * the key that the stack's template names.
   */
  readonly well: boolean;
  /** what the engineer has to do next */
  readonly next: string;
}

type Judged = Pick<
  ScenarioResult,
  'scenario' | 'outcome' | 'status' | 'reason' | 'namespaces' | 'failures' | 'keyNames' | 'recovery' | 'injected'
>;

export function judge(result: Judged, stackName: string): Verdict {
  const lost = result.namespaces.filter((namespace) => !isWhereItShouldBe(namespace));
  const complete = result.outcome === 'SUCCEEDED' || result.outcome === 'NO_CHANGES';
  const back = isDisturbed(result.scenario) && /^(UPDATE_)?ROLLBACK_COMPLETE$/.test(result.status);
  const well = (complete || back) && lost.length === 0;
  return { well, next: withKeyNames(nextStep(result, stackName, lost), result.keyNames) };
}

/** AVAILABLE, on the key that the template names. One that the stack has given up is nobody's business. */
function isWhereItShouldBe({ status, keyArn, templateKey }: NamespaceResult): boolean {
  if (templateKey === undefined) { return status === 'GONE' || /^available$/i.test(status); }
  return /^available$/i.test(status) && keyArn === templateKey;
}

function nextStep(result: Judged, stackName: string, lost: readonly NamespaceResult[]): string {
  const { outcome, status, reason = '' } = result;
  if (outcome === 'REJECTED') { return `correct what CloudFormation refuses: ${reason}`; }
  switch (status) {
    case 'UPDATE_ROLLBACK_FAILED': return 'when the namespace is AVAILABLE, run aws cloudformation '
      + `continue-update-rollback --stack-name ${stackName}${afterRecovery(result)}; then ${causeStep(result)}`;
    case 'UPDATE_FAILED': return `${causeStep(result)}${afterRecovery(result)}; or run aws cloudformation `
      + `rollback-stack --stack-name ${stackName}`;
    case 'ROLLBACK_COMPLETE': {
      const kept = result.namespaces.filter(({ status: state }) => state !== 'GONE').map(({ name }) => name);
      const outlives = kept.length > 0 ? `; namespace ${kept.join(', ')} still exists: adopt it, or delete it` : '';
      return `delete the stack, then ${causeStep(result)}${outlives}`;
    }
  }
  if (lost.length > 0) {
    const where = lost.map(({ name, status: state, keyArn = 'an AWS-owned key', templateKey = 'no key' }) =>
      `namespace ${name} is ${state} on ${keyArn}, and the template names ${templateKey}`).join('; ');
    return `${where}; deploy again, with the key that it is on where that is refused`;
  }
  if (outcome === 'SUCCEEDED' || outcome === 'NO_CHANGES') { return 'nothing'; }
  return causeStep(result);
}

/** What the reason of the first failure says to do, or what always helps. */
function causeStep({ failures, injected, scenario, reason }: Judged): string {
  if (scenario.cancelAtMinutes !== undefined) { return 'deploy again when you want the change'; }
  const [first] = failures;
  if (injected && first?.type !== RESOURCE_TYPE) {
    return `remove the cause of the failure of ${scenario.failAt}, and deploy again`;
  }
  const remedy = first?.type === RESOURCE_TYPE ? remedyOf(messageOf(first.reason)) : undefined;
  if (remedy !== undefined) { return remedy; }
  if (first) { return `correct ${first.logicalId} as its reason says, and deploy again`; }
  return reason === undefined
    ? 'deploy again'
    : `correct what CloudFormation says (${reason.trim()}), and deploy again`;
}

function afterRecovery({ recovery }: Judged): string {
  if (recovery === undefined) { return ''; }
  const times = recovery.times === 1 ? '' : `, ${recovery.times} times`;
  const where = recovery.onTemplateKey ? 'on the key that the template names' : 'and not on the key of the template';
  return `${times} (rehearsed: it ends ${recovery.status}, ${where})`;
}
