import { URL_SECRET, type FastAccount } from './account';
import { drawFault } from './faults';
import type { Invocation } from './invocation';
import type { OwningStack } from './owning-stack';
import { updateKeyPort } from './update-key';
import { jsonLog } from '../../../src/handler/log';
import type { Keys, Namespaces, Ports, Reading, ResponseSender, Stacks, Waiter } from '../../../src/handler/ports';
import { keyNotFound } from '../../../src/handler/reconcile/key-usability';
import type { KeyObservation, NamespaceObservation, StackDirection } from '../../../src/handler/reconcile/observation';
import type { StackEvent } from '../../../src/handler/reconcile/stack-history';
import type { StackResource } from '../../../src/handler/reconcile/stack-holding';

const READ_TIMEOUT_MS = 8_000;

const denied = { kind: 'denied', message: 'AccessDeniedException: not yet' } as const;
const unreadable = { kind: 'unreadable', message: 'InternalServerException: oops' } as const;

/** The product's ports in memory, for one invocation on behalf of one request. */
export function inMemoryPorts(
  account: FastAccount, stack: OwningStack, invocation: Invocation, requestId: string,
): Ports {
  const { scheduler, checker } = account;
  return {
    namespaces: namespacesPort(account, stack, invocation, requestId),
    keys: keysPort(account, stack, invocation),
    stacks: stacksPort(account, stack, invocation),
    waiter: waiterPort(account, stack, invocation),
    responseSender: responseSenderPort(account, stack, invocation),
    events: { send: async () => undefined },
    log: jsonLog((line) => {
      checker.onText(line, [URL_SECRET]);
      if (line.includes('ResponseUndelivered')) { account.undelivered.add(requestId); }
    }, () => scheduler.now),
    now: () => scheduler.now,
    sleep: (ms) => invocation.wait(ms),
  };
}

const isPermitted = ({ account: { scheduler }, permittedAt }: OwningStack): boolean => scheduler.now >= permittedAt;

/** A call that reads. Whatever goes wrong, nothing was read. */
function read<T>(account: FastAccount, invocation: Invocation, effect: () => T, nothingRead: T): Promise<T> {
  const withoutReply = () => nothingRead;
  const fault = drawFault(account);
  if (fault === undefined) { return invocation.call({ effectMs: 50, replyMs: 50, effect }); }
  if (fault !== 'slow') { return invocation.call({ effectMs: undefined, replyMs: 100, effect, withoutReply }); }
  const ms = account.random.between(1000, 12_000);
  return ms < READ_TIMEOUT_MS
    ? invocation.call({ effectMs: ms, replyMs: ms, effect })
    : invocation.call({ effectMs: undefined, replyMs: READ_TIMEOUT_MS, effect, withoutReply });
}

function stacksPort(account: FastAccount, stack: OwningStack, invocation: Invocation): Stacks {
  const checkId = (stackId: string): void => {
    if (stackId !== stack.id) { account.checker.violate('v', `the function of ${stack.id} reads ${stackId}`); }
  };
  return {
    describeDirection: (stackId) => read(account, invocation, (): StackDirection => {
      checkId(stackId);
      return stack.status.includes('ROLLBACK') ? 'rolling-back' : 'forward';
    }, 'unreadable'),
    listEventsSinceStable: (stackId) => read(account, invocation, (): Reading<StackEvent[]> => {
      checkId(stackId);
      return { kind: 'read', value: stack.listEventsSinceStable() };
    }, unreadable),
    listResources: (stackId) => read(account, invocation, (): Reading<StackResource[]> => {
      checkId(stackId);
      return { kind: 'read', value: stack.list() };
    }, unreadable),
  };
}

function namespacesPort(
  account: FastAccount, stack: OwningStack, invocation: Invocation, requestId: string,
): Namespaces {
  const { redshift, observations, scheduler, random, faults } = account;
  return {
    getNamespace: (name) => read(account, invocation, (): Reading<NamespaceObservation> | { kind: 'not-found' } => {
      if (!isPermitted(stack)) { return denied; }
      if (redshift.hidesOnce(name, requestId, random.percent(faults.absences))) { return { kind: 'not-found' }; }
      const shown = redshift.get(name);
      observations.set(requestId, { at: scheduler.now, status: shown?.status, keyArn: shown?.keyArn });
      return shown ? { kind: 'read', value: shown } : { kind: 'not-found' };
    }, unreadable),
    updateKey: updateKeyPort(account, stack, invocation, requestId),
    dataSize: async () => undefined,
  };
}

function keysPort(account: FastAccount, stack: OwningStack, invocation: Invocation): Keys {
  const describe = (key: string): KeyObservation => {
    const keyArn = account.keyArnOf(key);
    if (keyArn === undefined) { return keyNotFound(key); }
    return account.redshift.disabledKeys.has(keyArn)
      ? { kind: 'unusable', reason: `key ${keyArn} is disabled; enable it, or give another key`, keyArn }
      : { kind: 'usable', keyArn };
  };
  return {
    describeKey: (key) => read(account, invocation, (): Reading<KeyObservation> =>
      (isPermitted(stack) ? { kind: 'read', value: describe(key) } : denied), unreadable),
  };
}

function waiterPort(account: FastAccount, stack: OwningStack, invocation: Invocation): Waiter {
  const { waiter } = stack;
  return {
    startExecution: async (_arn, name, input) => {
      const effect = (): string | undefined => {
        if (!isPermitted(stack)) { return 'AccessDeniedException'; }
        waiter.start(name, input);
        return undefined;
      };
      const fault = drawFault(account);
      const isCarriedOut = fault === undefined || fault === 'lost' || fault === 'slow';
      const failure = await invocation.call({
        effectMs: isCarriedOut ? 50 : undefined,
        replyMs: fault === 'slow' ? 5000 : 100,
        effect,
        withoutReply: fault && (() => fault),
      });
      if (failure === undefined) { return; }
      // An error of Step Functions may quote the input.
      throw Object.assign(new Error(`could not start with ${input.slice(0, 2000)}`), { name: failure });
    },
    listExecutions: () => read(account, invocation, (): Reading<{ name: string; startedAt: number }[]> =>
      (isPermitted(stack) ? { kind: 'read', value: waiter.list() } : denied), unreadable),
  };
}

function responseSenderPort(account: FastAccount, stack: OwningStack, invocation: Invocation): ResponseSender {
  const { random, faults } = account;
  return {
    put: async (url, body) => {
      const recipient = url.split('/').at(-1)!.split('?')[0]!;
      const effect = () => {
        stack.protocol.receive(recipient, body);
        return 200;
      };
      if (!random.percent(faults.responses)) { return invocation.call({ effectMs: 50, replyMs: 50, effect }); }
      const how = random.oneOf(['refused', 'never-arrives', 'acknowledgement-lost'] as const);
      const status = await invocation.call({
        effectMs: how === 'acknowledgement-lost' ? 30 : undefined,
        replyMs: 100,
        effect,
        withoutReply: () => (how === 'refused' ? 403 : 0),
      });
      if (status === 0) { throw new Error(`no response from ${url}`); }
      return status;
    },
  };
}
