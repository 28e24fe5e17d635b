import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { eventBridgeEvents, noEvents } from './aws/events';
import { kmsKeys } from './aws/keys';
import { redshiftNamespaces } from './aws/namespaces';
import { preSignedResponseSender } from './aws/response-sender';
import { cloudFormationStacks } from './aws/stacks';
import { stepFunctionsWaiter } from './aws/waiter';
import { inspectDue } from './inspect-due';
import { inspectionEventSchema } from './inspection';
import type { InspectionPorts } from './inspection-ports';
import { jsonLog } from './log';
import { onEvent, type FirstDeliveries } from './on-event';
import { onStep } from './on-step';
import type { Ports } from './ports';
import { onUnreadableStep } from './unreadable-step';
import { describeIssues } from './validation-issues';
import { waiterStepSchema } from './waiter-state';
import { EVENTS_VARIABLE } from '../contract';

/**
 * A request that hangs is given up well before the function's timeout, so no request outlives its invocation by much.
 */
const requestHandler = { connectionTimeout: 3000, requestTimeout: 8000, throwOnRequestTimeout: true };
const reading = { maxAttempts: 3, requestHandler };
/** No kept connection: on one that went stale while Lambda was frozen, the outcome of an update would be unknown. */
const withoutKeepAlive = { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } };
const updating = { maxAttempts: 1, requestHandler: { ...requestHandler, ...withoutKeepAlive, requestTimeout: 25000 } };
/** Tried five times in one invocation, with pauses between: together well below the function's timeout. */
const starting = {
  maxAttempts: 1,
  requestHandler: { ...requestHandler, connectionTimeout: 2000, requestTimeout: 5000 },
};
/** What a change does without takes a few seconds at most. */
const minor = { maxAttempts: 1, requestHandler: { ...requestHandler, connectionTimeout: 1000, requestTimeout: 2000 } };
const reporting = { ...minor, maxAttempts: 2 };

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const events = process.env[EVENTS_VARIABLE] === 'true' ? eventBridgeEvents(new EventBridgeClient(reporting)) : noEvents;

const ports: Ports = {
  namespaces: redshiftNamespaces(
    new RedshiftServerlessClient(reading), new RedshiftServerlessClient(updating), new RedshiftServerlessClient(minor),
  ),
  keys: kmsKeys(new KMSClient(reading), process.env.AWS_REGION!),
  stacks: cloudFormationStacks(new CloudFormationClient(reading)),
  waiter: stepFunctionsWaiter(new SFNClient(starting), new SFNClient(reading)),
  responseSender: preSignedResponseSender(8000),
  events,
  log: jsonLog(write, () => Date.now()),
  now: () => Date.now(),
  sleep: (ms) => sleep(ms),
};
const inspection: InspectionPorts = { ...ports, events };
const firstDeliveries: FirstDeliveries = new Map();

/** Entry point: an event of CloudFormation, a step of the waiter, or the daily inspection of a namespace. */
export async function handler(event: unknown): Promise<unknown> {
  if (isInspection(event)) { return inspectDue(inspection, v.parse(inspectionEventSchema, event).inspect); }
  if (!isStep(event)) { return onEvent(ports, event, firstDeliveries); }
  // Not `v.parse`: its error holds the whole state, with the pre-signed URL, and Lambda logs what is thrown.
  const step = v.safeParse(waiterStepSchema, event);
  return step.success ? onStep(ports, step.output) : onUnreadableStep(ports, event, describeIssues(step.issues));
}

const isInspection = (event: unknown): boolean => typeof event === 'object' && event !== null && 'inspect' in event;

const isStep = (event: unknown): boolean => typeof event === 'object' && event !== null && 'step' in event;
