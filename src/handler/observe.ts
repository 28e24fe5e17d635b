import type { Ports } from './ports';
import { AWS_OWNED_KMS_KEY } from '../contract';
import type { KeyChangeRequest } from './reconcile/key-change-request';
import type { Observation } from './reconcile/observation';
import type { Progress } from './reconcile/progress';
import { needsHistory, needsHolding, needsKey, needsStack } from './reconcile/reconcile';
import { historyOf } from './reconcile/stack-history';
import { holdingOf } from './reconcile/stack-holding';

/** Reads what the next decision depends on, and nothing else. */
export async function observe(ports: Ports, request: KeyChangeRequest, progress: Progress): Promise<Observation> {
  const { stacks } = ports;
  const { stackId } = request.responseTarget;
  let observation = await observeNamespace(ports, request, progress);
  const now = ports.now();
  if (needsHolding(request, progress, observation, now)) {
    const resources = await stacks.listResources(stackId);
    const keyArn = observation.kind === 'namespace' ? observation.namespace.keyArn : undefined;
    const holding = resources.kind === 'read' ? holdingOf(request, resources.value, keyArn) : 'unreadable';
    observation = { ...observation, holding };
  }
  if (needsHistory(request, progress, observation, now)) {
    const events = await stacks.listEventsSinceStable(stackId);
    const history = events.kind === 'read' ? historyOf(request, events.value) : 'unreadable';
    observation = { ...observation, history };
  }
  if (needsStack(request, progress, observation, ports.now())) {
    observation = { ...observation, stack: await stacks.describeDirection(stackId) };
  }
  return observation;
}

async function observeNamespace(
  { namespaces, keys }: Ports, request: KeyChangeRequest, progress: Progress,
): Promise<Observation> {
  const reading = await namespaces.getNamespace(request.namespaceName);
  if (reading.kind === 'not-found') { return observeAbsence(keys, request); }
  if (reading.kind !== 'read') { return reading; }
  const namespace = reading.value;
  if (!needsKey(request, progress, namespace)) { return { kind: 'namespace', namespace }; }
  const key = await keys.describeKey(request.desiredKey);
  return key.kind === 'read' ? { kind: 'namespace', namespace, key: key.value } : key;
}

/** There is no namespace. If the template creates it under another key, nothing would change that afterwards. */
async function observeAbsence(
  keys: Ports['keys'], { desiredKey, createdWith, aliasFollowsKey }: KeyChangeRequest,
): Promise<Observation> {
  if (createdWith === undefined || createdWith === desiredKey || aliasFollowsKey) { return { kind: 'not-found' }; }
  if (createdWith === AWS_OWNED_KMS_KEY || desiredKey === AWS_OWNED_KMS_KEY) {
    return { kind: 'not-found', createdWithMismatch: true };
  }
  const [desired, created] = [await keys.describeKey(desiredKey), await keys.describeKey(createdWith)];
  if (desired.kind !== 'read') { return desired; }
  if (created.kind !== 'read') { return created; }
  const isSame = created.value.keyArn !== undefined && created.value.keyArn === desired.value.keyArn;
  return { kind: 'not-found', createdWithMismatch: !isSame };
}
