import { OWNER, type FastAccount } from './account';
import { drawFault } from './faults';
import type { Invocation } from './invocation';
import type { OwningStack } from './owning-stack';
import type { Namespaces } from '../../../src/handler/ports';
import type { UpdateOutcome } from '../../../src/handler/reconcile/observation';

const UPDATE_TIMEOUT_MS = 25_000;
/** A request takes effect at most this long after it was sent. */
const LATEST_EFFECT_MS = 40_000;

const refused = (message: string): UpdateOutcome => ({ kind: 'refused', why: 'busy', message });
const unknown: UpdateOutcome = { kind: 'unknown', message: 'TimeoutError: gone' };

/** UpdateNamespace on behalf of one request, with its faults; reports to the invariant checker. */
export const updateKeyPort = (
  account: FastAccount, stack: OwningStack, invocation: Invocation, requestId: string,
): Namespaces['updateKey'] => (name, keyArn) => {
  const { checker, observations, random, faults } = account;
  checker.beforeUpdate(requestId, keyArn, observations.get(requestId));
  const update = new Update(account, stack, requestId, name, keyArn, !invocation.diesAtNextCall);
  const effect = () => update.carryOut('accepted');
  const noEffect = { effectMs: undefined, replyMs: 100, effect };
  const dropped = { ...noEffect, withoutReply: () => update.drop() };
  if (random.percent(faults.vanishedUpdates ?? 0)) { return invocation.call(dropped); }
  if (random.percent(faults.conflict)) {
    checker.met('fault: conflict');
    const conflict = refused('ConflictException: there is an operation running');
    return invocation.call({ ...noEffect, withoutReply: () => conflict });
  }
  const withoutReply = () => unknown;
  const unheard = () => update.carryOut('unknown');
  const fault = drawFault(account);
  if (fault !== undefined) { checker.met(`fault: update ${fault}`); }
  switch (fault) {
    case 'throttled':
      return invocation.call({ ...noEffect, withoutReply: () => refused('ThrottlingException: rate exceeded') });
    case 'failed':
    case 'reset': return invocation.call(dropped);
    case 'lost': return invocation.call({ effectMs: 50, replyMs: 100, effect: unheard, withoutReply });
    case 'slow': {
      const ms = random.between(1000, LATEST_EFFECT_MS);
      return ms < UPDATE_TIMEOUT_MS
        ? invocation.call({ effectMs: ms, replyMs: ms, effect })
        : invocation.call({ effectMs: ms, replyMs: UPDATE_TIMEOUT_MS, effect: unheard, withoutReply });
    }
    default: return invocation.call({ effectMs: 50, replyMs: 50, effect });
  }
};

/** One UpdateNamespace call, at the service. */
class Update {
  constructor(
    private readonly account: FastAccount,
    private readonly stack: OwningStack,
    private readonly requestId: string,
    private readonly namespaceName: string,
    private readonly keyArn: string,
    /** whether the invocation runs long enough to learn of the outcome */
    private readonly isHeard: boolean,
  ) {}

  /** @param acknowledged what the caller would learn of an update that the service accepts */
  public carryOut(acknowledged: 'accepted' | 'unknown'): UpdateOutcome {
    const { checker, redshift } = this.account;
    const { requestId, namespaceName, keyArn } = this;
    const refusal = !this.isPermitted()
      ? 'denied'
      : redshift.changeKey(namespaceName, keyArn, () => checker.changeAborted(requestId), requestId);
    if (refusal !== undefined && acknowledged === 'accepted' && this.isHeard) {
      return { kind: 'refused', why: refusal, message: `${refusal}, says the service` };
    }
    const outcome = this.isHeard ? acknowledged : 'unknown';
    checker.afterUpdate(requestId, { outcome, carriedOut: refusal === undefined, namespaceName });
    checker.log(`UpdateNamespace of ${requestId} to ${keyArn}: ${refusal ?? 'carried out'}, ${acknowledged}`);
    return { kind: 'accepted' };
  }

  /** The role permits namespaces with the stack's tag, and the one whose id the template gives. */
  private isPermitted(): boolean {
    const { account: { redshift, scheduler }, stack } = this;
    const namespace = redshift.namespaces.get(this.namespaceName);
    if (scheduler.now < stack.permittedAt) { return false; }
    return namespace === undefined || namespace.owner === OWNER(stack.number)
      || namespace.id === stack.permittedNamespaceId;
  }

  /** It does not arrive. The caller cannot know that. */
  public drop(): UpdateOutcome {
    const { requestId, namespaceName } = this;
    this.account.checker.afterUpdate(requestId, { outcome: 'unknown', carriedOut: false, namespaceName });
    return unknown;
  }
}
