import { URL_SECRET, type FastAccount } from './account';
import { drawFault } from './faults';
import type { Invocation } from './invocation';
import { updateKeyPort } from './update-key';
import { jsonLog } from '../../../src/handler/log';
import type { Keys, Namespaces, Ports, Reading, ResponseSender, Waiter } from '../../../src/handler/ports';
import type { KeyObservation, NamespaceObservation, StackDirection } from '../../../src/handler/reconcile/observation';

const READ_TIMEOUT_MS = 8_000;

const denied = { kind: 'denied', message: 'AccessDeniedException: not yet' } as const;
const unreadable = { kind: 'unreadable', message: 'InternalServerException: oops' } as const;

/** The product's ports in memory, for one invocation on behalf of one request. */
export function inMemoryPorts(account: FastAccount, invocation: Invocation, requestId: string): Ports {
  const { scheduler, checker } = account;
  return {
    namespaces: namespacesPort(account, invocation, requestId),
    keys: keysPort(account, invocation),
    stacks: {
      describeDirection: () => read(account, invocation, (): StackDirection =>
        (account.stackStatus.includes('ROLLBACK') ? 'rolling-back' : 'forward'), 'unreadable'),
    },
    waiter: waiterPort(account, invocation),
    responseSender: responseSenderPort(account, invocation),
    log: jsonLog((line) => {
      checker.onText(line, [URL_SECRET]);
      if (line.includes('ResponseUndelivered')) { account.undelivered.add(requestId); }
    }, () => scheduler.now),
    now: () => scheduler.now,
    sleep: (ms) => invocation.wait(ms),
  };
}

const isPermitted = ({ scheduler, permittedAt }: FastAccount): boolean => scheduler.now >= permittedAt;

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

function namespacesPort(account: FastAccount, invocation: Invocation, requestId: string): Namespaces {
  const { redshift, observations, scheduler } = account;
  return {
    getNamespace: (name) => read(account, invocation, (): Reading<NamespaceObservation> | { kind: 'not-found' } => {
      if (!isPermitted(account)) { return denied; }
      const shown = redshift.get(name);
      observations.set(requestId, { at: scheduler.now, status: shown?.status, keyArn: shown?.keyArn });
      return shown ? { kind: 'read', value: shown } : { kind: 'not-found' };
    }, unreadable),
    updateKey: updateKeyPort(account, invocation, requestId),
  };
}

function keysPort(account: FastAccount, invocation: Invocation): Keys {
  const describe = (key: string): KeyObservation => (account.redshift.disabledKeys.has(key)
    ? { kind: 'unusable', reason: `key ${key} is disabled`, keyArn: key }
    : { kind: 'usable', keyArn: key });
  return {
    describeKey: (key) => read(account, invocation, (): Reading<KeyObservation> =>
      (isPermitted(account) ? { kind: 'read', value: describe(key) } : denied), unreadable),
  };
}

function waiterPort(account: FastAccount, invocation: Invocation): Waiter {
  const { waiter } = account;
  return {
    startExecution: async (_arn, name, input) => {
      const effect = (): string | undefined => {
        if (!isPermitted(account)) { return 'AccessDeniedException'; }
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
      (isPermitted(account) ? { kind: 'read', value: waiter.list() } : denied), unreadable),
  };
}

function responseSenderPort(account: FastAccount, invocation: Invocation): ResponseSender {
  const { random, scenario } = account;
  return {
    put: async (url, body) => {
      const requestId = url.split('/').at(-1)!.split('?')[0]!;
      const effect = () => {
        account.receiveResponse(requestId, body);
        return 200;
      };
      if (!random.percent(scenario.faults.responses)) { return invocation.call({ effectMs: 50, replyMs: 50, effect }); }
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
