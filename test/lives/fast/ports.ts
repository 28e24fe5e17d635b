import type { LightAccount } from './account';
import { storedKey } from './account';
import type { Invocation } from './lambda';
import { jsonLog } from '../../../src/key-change/log';
import type { Ports, Reading } from '../../../src/key-change/ports';
import type { AskOutcome, KeySighting, NamespaceSighting, StackSighting } from '../../../src/key-change/sighting';

const READ_TIMEOUT_MS = 8_000;
const ASK_TIMEOUT_MS = 25_000;
const LATEST_LANDING_MS = 40_000;

type Fault = 'throttled' | 'failed' | 'reset' | 'lost' | 'slow' | undefined;
const denied = { kind: 'denied', message: 'AccessDeniedException: not yet' } as const;
const unreadable = { kind: 'unreadable', message: 'InternalServerException: oops' } as const;

/** The product's ports in memory, for one invocation on behalf of one wish. */
export function lightPorts(account: LightAccount, invocation: Invocation, wish: string): Ports {
  const { scheduler, service, waiters, ledger, dice, life: { chaos } } = account;
  const draw = (): Fault => {
    if (dice.percent(chaos.throttled)) { return 'throttled'; }
    if (dice.percent(chaos.failed)) { return 'failed'; }
    if (dice.percent(chaos.reset)) { return 'reset'; }
    if (dice.percent(chaos.lost)) { return 'lost'; }
    return dice.percent(chaos.slow) ? 'slow' : undefined;
  };
  /** Reading: whatever goes wrong, nothing was seen. */
  const read = <T>(seen: () => T, unseen: T): Promise<T> => {
    const fault = draw();
    if (fault === 'slow') {
      const ms = dice.between(1000, 12_000);
      return ms < READ_TIMEOUT_MS ? invocation.call(ms, ms, seen) : invocation.call(undefined, READ_TIMEOUT_MS, seen, () => unseen);
    }
    return fault === undefined ? invocation.call(50, 50, seen) : invocation.call(undefined, 100, seen, () => unseen);
  };
  const permitted = (): boolean => scheduler.now >= account.permittedAt;

  return {
    namespaces: {
      look: (name) => read((): Reading<NamespaceSighting> | { kind: 'not-found' } => {
        if (!permitted()) { return denied; }
        const shown = service.look(name);
        account.looks.set(wish, { at: scheduler.now, status: shown?.status, keyArn: shown?.keyArn });
        return shown ? { kind: 'read', value: shown } : { kind: 'not-found' };
      }, unreadable),
      changeKey: (name, keyArn) => changeKey(name, keyArn),
    },
    keys: {
      look: (key) => read((): Reading<KeySighting> => {
        if (!permitted()) { return denied; }
        return { kind: 'read', value: service.disabled.has(key) ? { kind: 'unusable', reason: `key ${key} is disabled`, keyArn: key } : { kind: 'usable', keyArn: key } };
      }, unreadable),
    },
    stacks: {
      look: () => read((): StackSighting => (account.stackStatus.includes('ROLLBACK') ? 'rolling-back' : 'forward'), 'unreadable'),
    },
    waiter: {
      start: async (_arn, name, input) => {
        const start = () => {
          if (!permitted()) { return 'AccessDeniedException'; }
          waiters.start(name, input);
          return undefined;
        };
        const fault = draw();
        const carriedOut = fault === undefined || fault === 'lost' || fault === 'slow';
        const failure = await invocation.call(carriedOut ? 50 : undefined, fault === 'slow' ? 5000 : 100, start, fault === undefined ? undefined : () => fault);
        if (failure !== undefined) { throw Object.assign(new Error(`could not start with ${input.slice(0, 2000)}`), { name: failure }); }
      },
      list: () => read((): Reading<{ name: string; startedAt: number }[]> => (permitted() ? { kind: 'read', value: waiters.list() } : denied), unreadable),
    },
    mailbox: {
      put: async (url, body) => {
        const requestId = url.split('/').at(-1)!.split('?')[0]!;
        const took = () => { account.post(requestId, body); return 200; };
        if (dice.percent(chaos.responses)) {
          // Refused; never arrived; or taken, and the acknowledgement got lost.
          const how = dice.between(0, 2);
          const status = await invocation.call(how === 2 ? 30 : undefined, 100, took, () => (how === 0 ? 403 : 0));
          if (status === 0) { throw new Error(`no response from ${url}`); }
          return status;
        }
        return invocation.call(50, 50, took);
      },
    },
    log: jsonLog((line) => {
      ledger.said(line, ['X-Amz-Signature']);
      if (line.includes('AnswerUndelivered')) { account.undelivered.add(wish); }
    }, () => scheduler.now),
    now: () => scheduler.now,
    sleep: (ms) => invocation.wait(ms),
  };

  function changeKey(name: string, keyArn: string): Promise<AskOutcome> {
    ledger.sends(wish, keyArn, account.looks.get(wish));
    const heard = !invocation.diesNow;
    const carryOut = (acknowledged: 'accepted' | 'unknown') => (): AskOutcome => {
      const refusal = permitted() ? service.changeKey(name, storedKey(keyArn) ?? keyArn, () => ledger.changeCameToNothing(wish)) : 'denied';
      if (refusal !== undefined && acknowledged === 'accepted' && heard) { return { kind: 'refused', why: refusal, message: `${refusal}, says the service` }; }
      ledger.asked(wish, { acknowledged: heard ? acknowledged : 'unknown', carriedOut: refusal === undefined, namespaceName: name });
      ledger.tell(`UpdateNamespace of ${wish} to ${keyArn}: ${refusal ?? 'carried out'}, ${acknowledged}`);
      return { kind: 'accepted' };
    };
    const unknown = (): AskOutcome => ({ kind: 'unknown', message: 'TimeoutError: gone' });
    const never = (): AskOutcome => { ledger.asked(wish, { acknowledged: 'unknown', carriedOut: false, namespaceName: name }); return unknown(); };
    const refused = (message: string) => (): AskOutcome => ({ kind: 'refused', why: 'busy', message });
    if (dice.percent(chaos.unheardAsks ?? 0)) { return invocation.call(undefined, 100, unknown, never); }
    if (dice.percent(chaos.conflict)) { return invocation.call(undefined, 100, unknown, refused('ConflictException: there is an operation running')); }
    switch (draw()) {
      case 'throttled': return invocation.call(undefined, 100, unknown, refused('ThrottlingException: rate exceeded'));
      case 'failed':
      case 'reset': return invocation.call(undefined, 100, unknown, never);
      case 'lost': return invocation.call(50, 100, carryOut('unknown'), unknown);
      case 'slow': {
        const ms = dice.between(1000, LATEST_LANDING_MS);
        return ms < ASK_TIMEOUT_MS ? invocation.call(ms, ms, carryOut('accepted')) : invocation.call(ms, ASK_TIMEOUT_MS, carryOut('unknown'), unknown);
      }
      default: return invocation.call(50, 50, carryOut('accepted'));
    }
  }
}
