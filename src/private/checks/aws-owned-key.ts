import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { lookUpLiveKey } from './live-key';
import { diagnostics, readable, type Diagnostic } from '../diagnostics/diagnostics';
import type { Finding } from '../diagnostics/report';

/** A template that puts a namespace under an AWS-owned key, or under none. */
export interface AwsOwnedKeyRequest {
  readonly construct: IConstruct;
  readonly namespaceName: string;
  /** how the template says so */
  readonly requested: string;
  /** whether the live namespace may be looked up */
  readonly lookup: boolean;
  /** what happens where synth cannot tell */
  readonly atDeploy: string;
}

/** The handler checks again. */
export const HANDLER_REFUSES = 'the deployment itself refuses the move before it touches anything';
/** For a namespace that this library does not deploy. */
export const NOBODY_REFUSES = 'CloudFormation silently ignores a removed KmsKeyId, so make sure that the namespace '
  + 'never had a customer managed key';

/** Whether this namespace may be under an AWS-owned key. Only the live namespace can tell, so it is looked up. */
export const checkAwsOwnedKey = (request: AwsOwnedKeyRequest): Finding[] =>
  [{ construct: request.construct, diagnostic: diagnose(request) }];

function diagnose({ construct, namespaceName, requested, lookup, atDeploy }: AwsOwnedKeyRequest): Diagnostic {
  const name = readable(namespaceName);
  if (!lookup) { return diagnostics.lookupOff(name, atDeploy); }
  const answer = lookUpLiveKey(construct, namespaceName);
  switch (answer.kind) {
    case 'customer-managed': return diagnostics.backToAwsOwnedKey(name, answer, requested);
    case 'aws-owned': return diagnostics.answerKept(name, 'is on an AWS-owned key', answer.refresh);
    case 'not-found': return diagnostics.answerKept(name, 'does not exist', answer.refresh);
    case 'pending': return diagnostics.lookupPending(name);
    case 'failed': return diagnostics.lookupFailed(name, Stack.of(construct).account, answer.why);
    case 'impossible': return diagnostics.lookupImpossible(name, answer.why, atDeploy);
  }
}
