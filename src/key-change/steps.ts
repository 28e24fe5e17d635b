import { deliver } from './answer';
import { AWS_OWNED_KMS_KEY } from './contract';
import { decide, decideAfterAsk, decideSuperseded, decideThrottled, needsKey, needsStack } from './decide';
import { executionName, executionPrefix, listedEnough, youngerThan } from './executions';
import type { Ports, Reading } from './ports';
import { nameOf, reasons } from './reasons';
import type { AskOutcome, Sighting } from './sighting';
import type { Known, State, Step, Wish } from './state';

/** One step of the waiter. What it returns is the state machine's new state. */
export async function takeStep(ports: Ports, { step, state }: Step): Promise<State> {
  switch (step) {
    case 'look': return look(ports, state);
    case 'ask': return ask(ports, state);
    case 'answer': return answer(ports, state);
  }
}

async function look(ports: Ports, { wish, known, askThrottled }: State): Promise<State> {
  if (wish.request.type === 'Delete') {
    return { wish, known, next: { action: 'answer', answer: { status: 'SUCCESS', reason: reasons.deleted() }, watch: false } };
  }
  if (askThrottled !== undefined) { return { wish, ...decideThrottled(known) }; }
  const seen = await sightAll(ports, wish, known);
  const state = { wish, ...decide(wish, known, seen, ports.now()) };
  if (state.next.action === 'ask' && seen.kind === 'namespace') {
    const [fromKey, toKey] = [nameOf(seen.namespace.keyArn), wantedKey(wish, state.known)];
    ports.log.info({ message: 'the key has to be changed', ...about(wish), fromKey, toKey });
  }
  return told(ports, known, state);
}

async function sightAll(ports: Ports, wish: Wish, known: Known): Promise<Sighting> {
  const seen = await sight(ports, wish, known);
  return needsStack(wish, known, ports.now()) ? { ...seen, stack: await ports.stacks.look(wish.request.stackId) } : seen;
}

async function sight({ namespaces, keys }: Ports, wish: Wish, known: Known): Promise<Sighting> {
  const reading = await namespaces.look(wish.namespaceName);
  if (reading.kind === 'not-found') { return sightAbsent(keys, wish); }
  if (reading.kind !== 'read') { return reading; }
  const namespace = reading.value;
  if (!needsKey(wish, known, namespace)) { return { kind: 'namespace', namespace }; }
  const key = await keys.look(wish.key);
  return key.kind === 'read' ? { kind: 'namespace', namespace, key: key.value } : key;
}

/** No namespace yet. Where the template would create it under another key, nobody would change it afterwards. */
async function sightAbsent(keys: Ports['keys'], { key, createdWith }: Wish): Promise<Sighting> {
  if (createdWith === undefined || createdWith === key) { return { kind: 'not-found' }; }
  if (createdWith === AWS_OWNED_KMS_KEY || key === AWS_OWNED_KMS_KEY) { return { kind: 'not-found', bornElsewhere: true }; }
  const [wished, born] = [await keys.look(key), await keys.look(createdWith)];
  if (wished.kind !== 'read') { return wished; }
  if (born.kind !== 'read') { return born; }
  return { kind: 'not-found', bornElsewhere: born.value.keyArn === undefined || wished.value.keyArn !== born.value.keyArn };
}

async function ask(ports: Ports, state: State): Promise<State> {
  const { wish, known } = state;
  const own = executionName(wish.namespaceName, wish.request.requestId, wish.sentAt);
  const listed = await ports.waiter.list(wish.waiterArn, listedEnough(wish.arrivedAt, wish.sentAt));
  const younger = listed.kind === 'read' && youngerThan(own, executionPrefix(wish.namespaceName), wish.arrivedAt, listed.value);
  if (younger) { return { wish, ...decideSuperseded(known, younger.name, ports.now()) }; }
  const keyArn = wantedKey(wish, known);
  const outcome: AskOutcome = listed.kind === 'read'
    ? await ports.namespaces.changeKey(wish.namespaceName, keyArn)
    : unlisted(listed);
  ports.log.info({
    message: `asked Amazon Redshift Serverless to change the key: ${outcome.kind}`,
    ...about(wish),
    toKey: keyArn,
    detail: outcome.kind === 'accepted' ? undefined : outcome.message,
  });
  return { wish, ...decideAfterAsk(wish, known, outcome, ports.now()) };
}

/** Nothing is asked while nobody knows whether a younger wish has arrived. */
const unlisted = ({ kind, message }: Exclude<Reading<unknown>, { kind: 'read' }>): AskOutcome =>
  ({ kind: 'refused', why: kind === 'denied' ? 'denied' : 'busy', message });

async function answer(ports: Ports, state: State): Promise<State> {
  const { wish, known, next } = state;
  if (next.action !== 'answer') { throw new Error(`nothing to answer: the next action is ${next.action}`); }
  try {
    await deliver(ports.mailbox, ports.sleep, wish.request, next.answer);
  } catch (error) {
    ports.log.count('AnswerUndelivered', { message: (error as Error).message, ...about(wish), status: next.answer.status });
    throw error;
  }
  ports.log.info({ message: `answered ${next.answer.status}`, ...about(wish), status: next.answer.status, detail: next.answer.reason });
  if (!next.watch) { return { wish, known: { ...known, answered: true }, next: { action: 'end', note: next.answer.reason } }; }
  ports.log.count('KeyChangeUnattended', { message: 'the key change goes on after its deployment has ended; it is watched', ...about(wish), toKey: known.keyArn });
  return { wish, known: { ...known, answered: true }, next: { action: 'wait', seconds: 60 } };
}

/** Logs what an operator wants to read, and hands the state on. */
function told(ports: Ports, before: Known, state: State): State {
  const { wish, known, next } = state;
  if (known.ran && !before.ran) { ports.log.count('KeyChangeStarted', { message: 'the key change has begun', ...about(wish), toKey: wantedKey(wish, known) }); }
  if (next.action === 'end') { ports.log.info({ message: next.note, ...about(wish) }); }
  return state;
}

const wantedKey = (wish: Wish, known: Known): string => known.keyArn ?? wish.key;

const about = ({ namespaceName, request, window, windows }: Wish): { namespaceName: string; requestId: string; window: string } =>
  ({ namespaceName, requestId: request.requestId, window: `${window} of ${windows}` });

