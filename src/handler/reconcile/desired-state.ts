import { whenAbsent } from './absent-namespace';
import type { NextAction } from './next-action';
import { whenPresent } from './present-namespace';
import { mayHaveBeenUpdated } from './progress';
import { reasons } from './reasons';
import { remedyIn } from './remedies';
import { fail, poll, type Situation } from './situation';
import { DENIED_MS } from './timing';

/** What brings the namespace to its desired key, or why that cannot be; regardless of windows. */
export function nextActionFor(situation: Situation): NextAction {
  switch (situation.kind) {
    case 'unreadable': return poll(situation);
    case 'denied': return whenDenied(situation);
    case 'not-found': return whenAbsent(situation);
    case 'namespace': return whenPresent(situation);
  }
}

/** A change that may have been sent is observed to the end of the window, whatever is denied meanwhile. */
function whenDenied(situation: Extract<Situation, { kind: 'denied' }>): NextAction {
  const { request, progress, message, stack, now } = situation;
  const isOver = now - progress.observationDeniedSince! >= DENIED_MS && !mayHaveBeenUpdated(progress);
  if (!isOver) { return poll(situation); }
  return fail(situation, reasons.observationDenied(request.namespaceName, message, remedyIn(stack)), 'denied');
}
