import { nameOfKey } from './key-name';
import type { Observation } from './observation';
import { causeIn, isBusy, isWell } from './operation';

const PAGE = 'https://github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace/blob/main/docs/'
  + 'operations.md';

/** How it ended. */
export interface Outcome {
  readonly endedWell: boolean;
  readonly stackStatus: string;
  /** logical id and reason of the first failure */
  readonly failed?: { readonly logicalId: string; readonly reason: string };
  readonly namespaces: readonly { readonly name: string; readonly status: string; readonly key: string }[];
  /** what to do, one step a line; empty: nothing */
  readonly next: readonly string[];
}

/** Judges a stack that is not busy, and its namespaces, none of which is being changed. */
export function outcomeOf(observation: Observation, stackName: string): Outcome {
  const { stackStatus, events, namespaces, holding } = observation;
  const cause = isWell(stackStatus) ? undefined : causeIn(events);
  const areUsable = namespaces.every(({ status }) => status === 'AVAILABLE' || status === 'ABSENT');
  return {
    endedWell: isWell(stackStatus) && areUsable,
    stackStatus,
    ...cause && { failed: { logicalId: cause.logicalId, reason: cause.reason ?? 'no reason was given' } },
    namespaces: namespaces.map(({ name, status, keyArn }) => ({ name, status, key: nameOfKey(holding, keyArn) })),
    next: [...nextForStack(stackStatus, stackName), ...namespaces.flatMap(nextForNamespace)],
  };
}

/** What to do about a stack, by its status. What docs/operations.md says under "What follows a failure". */
export function nextForStack(stackStatus: string, stackName: string): string[] {
  if (isBusy(stackStatus) || isWell(stackStatus)) { return []; }
  const why = `read the reason above; its remedy is in ${PAGE}#why-it-failed`;
  switch (stackStatus) {
    case 'UPDATE_ROLLBACK_FAILED': return [
      why,
      'when the cause is removed and the namespace is AVAILABLE: aws cloudformation continue-update-rollback '
      + `--stack-name ${stackName}`,
      'repeat that once for each hour that the change takes; do not skip the window',
    ];
    case 'UPDATE_ROLLBACK_COMPLETE': return [
      why, 'the stack is as it was before, on the key that it had; deploy again when the cause is removed',
    ];
    case 'UPDATE_FAILED': return [
      why, 'when the namespace is AVAILABLE, deploy the same template again: the window confirms what has changed',
    ];
    case 'ROLLBACK_COMPLETE': case 'ROLLBACK_FAILED': case 'CREATE_FAILED': return [
      why, `delete the stack and deploy again: aws cloudformation delete-stack --stack-name ${stackName}; the `
      + 'namespace and the keys are retained',
    ];
    default: return [why];
  }
}

function nextForNamespace({ name, status }: { readonly name: string; readonly status: string }): string[] {
  switch (status) {
    case 'AVAILABLE': case 'ABSENT': return [];
    case 'INACCESSIBLE_KMS_KEY': return [
      `namespace ${name} cannot use its key: enable it (aws kms enable-key) or cancel its deletion (aws kms `
      + 'cancel-key-deletion), or restore its policy',
    ];
    default: return [
      `namespace ${name} is ${status}: wait until it is AVAILABLE (aws redshift-serverless get-namespace `
      + `--namespace-name ${name})`,
    ];
  }
}
