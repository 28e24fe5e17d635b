import type { IConstruct } from 'constructs';
import { liveKey } from './live-key';
import { messages, readable } from './messages';
import type { Finding } from './report';

/** A template that puts a namespace under an AWS-owned key, or under none. */
export interface AwsOwnedClaim {
  readonly at: IConstruct;
  readonly namespaceName: string;
  /** how the template says so */
  readonly asked: string;
  /** whether the live namespace may be looked up */
  readonly lookUp: boolean;
  /** what happens where synth cannot tell */
  readonly atDeploy: string;
}

/** The deployment has the last word. */
export const HANDLER_REFUSES = 'the deployment itself refuses the move before it touches anything';
/** For a namespace that this library does not deploy. */
export const NOBODY_REFUSES = 'CloudFormation ignores a removed KmsKeyId in silence, so make sure that the namespace never had a customer managed key';

/** May this namespace be under an AWS-owned key? Asks the live namespace, for only it can tell. */
export function guardAwsOwnedClaim(claim: AwsOwnedClaim): Finding[] {
  const { at, asked, lookUp, atDeploy } = claim;
  const name = readable(claim.namespaceName);
  if (!lookUp) { return [{ at, message: messages.lookUpOff(name, atDeploy) }]; }
  const answer = liveKey(at, claim.namespaceName);
  switch (answer.kind) {
    case 'customer-managed': return [{ at, message: messages.backToAwsOwnedKey(name, answer, asked) }];
    case 'aws-owned': return [{ at, message: messages.answerKept(name, 'is on an AWS-owned key', answer.refresh) }];
    case 'not-found': return [{ at, message: messages.answerKept(name, 'does not exist', answer.refresh) }];
    case 'pending': return [{ at, message: messages.lookUpPending(name) }];
    case 'failed': return [{ at, message: messages.lookUpFailed(name, answer.why) }];
    case 'impossible': return [{ at, message: messages.lookUpImpossible(name, answer.why, atDeploy) }];
  }
}
