import { remedyFor } from './remedies';
import type { InvariantChecker } from '../invariants/invariant-checker';
import type { AppChoice } from '../scenario/scenario';

/** What the engineer reads of a stack. */
export interface StackReading {
  readonly status: string;
  /** why the last deployment has failed; undefined where it has not */
  readonly cause?: string;
  /** why its rollback has failed */
  readonly rollbackCause?: string;
  /** what was deployed last, with success or without */
  readonly attempted?: AppChoice;
  /** what was deployed last with success */
  readonly stable?: AppChoice;
}

/** A stack, as the engineer who remedies it sees it. */
export interface RemediedStack {
  read(): StackReading;
  /** waits until no change is in progress any more */
  settle(): Promise<void>;
  /** @param skips takes what has failed for rolled back */
  continueRollback(skips: boolean): Promise<void>;
  delete(): Promise<void>;
  deploy(app: AppChoice): Promise<void>;
  /** creates the namespace of the last deployment: on this key, or on the one of the deployment */
  createByHand(kmsKeyId?: string): Promise<void>;
  /** gives the namespace the tag that the stack's function needs */
  tagByHand(namespaceName: string): Promise<void>;
  /** false: there is nothing to import */
  import(): Promise<boolean>;
}

const ROUNDS = 16;
/** What was wanted is what the stack has rolled back to. */
const NOTHING_TO_CHANGE = 'NO_CHANGES';
const TAG_MISSING = /of namespace (\S+) was denied .* needs the tag \S+ with the name of the stack/;
const NAMESPACE_GONE = /The namespace \S+ does not exist|Serverless namespace \S+ not found/;
const isComplete = (status: string): boolean => /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);

/** (xii): does what the reasons say, until what was wanted is deployed. */
export async function remedy(stack: RemediedStack, checker: InvariantChecker): Promise<void> {
  const { status: before, attempted, cause } = stack.read();
  if (attempted === undefined || cause === undefined) { return; }
  checker.log(`remedies, from ${before}: ${cause}`);
  let [wanted, last] = [attempted, cause];
  let waiting: readonly AppChoice[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await stack.settle();
    const { status, rollbackCause = '' } = stack.read();
    if (status === 'UPDATE_ROLLBACK_FAILED') {
      await tagAsTold(stack, rollbackCause);
      // CloudFormation's own handler has nothing to restore where somebody has deleted the namespace.
      await stack.continueRollback(NAMESPACE_GONE.test(rollbackCause));
      continue;
    }
    if (/^((ROLLBACK|DELETE)_FAILED|ROLLBACK_COMPLETE)$/.test(status)) { await stack.delete(); continue; }
    if (waiting.length === 0) { waiting = await correct(stack, wanted, last); }
    wanted = waiting.at(-1)!;
    await stack.deploy(waiting[0]!);
    const after = stack.read();
    // A stack that has rolled back to what is deployed again has nothing to change.
    const isDone = isComplete(after.status) || after.cause === undefined;
    waiting = isDone ? waiting.slice(1) : [];
    if (isDone && waiting.length === 0) {
      return checker.onRemedied(before, isComplete(after.status) ? after.status : NOTHING_TO_CHANGE, last);
    }
    last = after.cause ?? last;
  }
  checker.onRemedied(before, `${stack.read().status} after ${ROUNDS} rounds`, last);
}

async function correct(stack: RemediedStack, wanted: AppChoice, cause: string): Promise<readonly AppChoice[]> {
  const { first, deploy } = remedyFor({ cause, wanted, stable: stack.read().stable });
  const [, kmsKeyId] = /with kmsKeyId (\S+)/.exec(cause) ?? [];
  if (first === 'create-by-hand') { await stack.createByHand(kmsKeyId); }
  if (first === 'tag') { await tagAsTold(stack, cause); }
  // What another stack holds cannot be imported.
  if (first === 'import' && !await stack.import()) {
    return [{ ...wanted, name: wanted.name + 2, createdWith: 'default' }];
  }
  return deploy;
}

/** The namespace that the reason names: a rollback may be about another one than the deployment. */
async function tagAsTold(stack: RemediedStack, cause: string): Promise<void> {
  const [, namespaceName] = TAG_MISSING.exec(cause) ?? [];
  if (namespaceName !== undefined) { await stack.tagByHand(namespaceName); }
}
