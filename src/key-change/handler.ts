import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { KMSClient } from '@aws-sdk/client-kms';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { kmsKeys } from './aws/keys';
import { preSignedMailbox } from './aws/mailbox';
import { redshiftNamespaces } from './aws/namespaces';
import { cloudFormationStacks } from './aws/stacks';
import { stepFunctionsWaiter } from './aws/waiter';
import { issuesOf } from './event';
import { jsonLog } from './log';
import type { Ports } from './ports';
import { receive, type FirstSeen } from './receive';
import { stepSchema, type Step } from './state';
import { takeStep } from './steps';

/** No request outlives its invocation by much: one that hangs is given up well before the function's timeout. */
const requestHandler = { connectionTimeout: 3000, requestTimeout: 8000, throwOnRequestTimeout: true };
const looking = { maxAttempts: 3, requestHandler };
/** No kept connection: one that went stale while Lambda was frozen would leave an ask in the dark for ten minutes. */
const unkept = { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } };
const asking = { maxAttempts: 1, requestHandler: { ...requestHandler, ...unkept, requestTimeout: 25000 } };
/** Tried five times in one invocation, pauses between: together well below the function's timeout. */
const starting = { maxAttempts: 1, requestHandler: { ...requestHandler, connectionTimeout: 2000, requestTimeout: 5000 } };

const ports: Ports = {
  namespaces: redshiftNamespaces(new RedshiftServerlessClient(looking), new RedshiftServerlessClient(asking)),
  keys: kmsKeys(new KMSClient(looking), process.env.AWS_REGION!),
  stacks: cloudFormationStacks(new CloudFormationClient(looking)),
  waiter: stepFunctionsWaiter(new SFNClient(starting), new SFNClient(looking)),
  mailbox: preSignedMailbox(8000),
  log: jsonLog((line) => process.stdout.write(`${line}\n`), () => Date.now()),
  now: () => Date.now(),
  sleep: (ms) => sleep(ms),
};
const firstSeen: FirstSeen = new Map();

/** Entry point: an event of CloudFormation, or a step that the waiter asks for. */
export async function handler(event: unknown): Promise<unknown> {
  return isStep(event) ? takeStep(ports, parseStep(event)) : receive(ports, event, firstSeen);
}

/** Not `v.parse`: its error holds the whole state, with the pre-signed URL, and Lambda logs what is thrown. */
function parseStep(event: unknown): Step {
  const step = v.safeParse(stepSchema, event);
  if (!step.success) { throw new Error(`this is not a step that this function understands: ${issuesOf(step.issues)}`); }
  return step.output;
}

const isStep = (event: unknown): boolean => typeof event === 'object' && event !== null && 'step' in event;
