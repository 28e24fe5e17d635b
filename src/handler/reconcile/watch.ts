import { desiredKeyOf, wait, type NextAction } from './next-action';
import { nameOf, reasons } from './reasons';
import { confirm, isConfirmed, poll, untilSettled, type Present, type Situation } from './situation';
import { QUIET_PERIOD_MS } from './timing';
import { WATCH_SECONDS } from '../../contract';

/**
 * After a FAILED response to a request whose update may have been carried out: observes, and sends nothing, until the
 * change has ended. What ended the wait, such as a lost key or a change that did not start, may pass.
 */
export function nextInWatch(situation: Situation): NextAction {
  const { request: { arrivedAt, namespaceName }, progress, now } = situation;
  const next = untilEnded(situation);
  if (next.action === 'fail' || now < arrivedAt + WATCH_SECONDS * 1000) { return next; }
  return { action: 'fail', note: reasons.watchTimedOut(namespaceName, progress.changeStarted) };
}

function untilEnded(situation: Situation): NextAction {
  const { request: { namespaceName: name }, progress, now } = situation;
  switch (situation.kind) {
    case 'not-found':
      return isConfirmed(progress.absentSince!, now) ? ended('deleted', reasons.deletedMeanwhile(name)) : confirm();
    case 'namespace': return situation.namespace.status === 'AVAILABLE' ? whenAvailable(situation) : poll(situation);
    default: return poll(situation);
  }
}

function whenAvailable(situation: Present): NextAction {
  const { request, progress, namespace: { keyArn }, now } = situation;
  const name = request.namespaceName;
  if (progress.onDesiredKeySince !== undefined) {
    return untilSettled(situation, progress.onDesiredKeySince) ?? ended('desired-key', reasons.done(name, keyArn));
  }
  // An update that has not started may still start.
  if (!progress.changeStarted) { return poll(situation); }
  const lasted = now - progress.onOtherKeySince!;
  return lasted >= QUIET_PERIOD_MS
    ? ended('other-key', reasons.movedElsewhere(name, desiredKeyOf(request, progress), nameOf(keyArn)))
    : wait(QUIET_PERIOD_MS - lasted);
}

type Ended = Extract<NextAction, { action: 'fail' }>['endedOn'];
const ended = (endedOn: Ended, outcome: string): NextAction =>
  ({ action: 'fail', note: reasons.watchEnded(outcome), endedOn });
