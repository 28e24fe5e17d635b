import { whenAbsent } from './absent-namespace';
import type { NextAction } from './next-action';
import { whenPresent } from './present-namespace';
import { mayHaveBeenUpdated } from './progress';
import { reasons } from './reasons';
import { fail, poll, type Situation } from './situation';
import { DENIED_MS } from './timing';

/** What brings the namespace to its desired key, or why that cannot be; regardless of windows. */
export function nextActionFor({ observation, ...rest }: Situation): NextAction {
  switch (observation.kind) {
    case 'unreadable': return poll({ observation, ...rest });
    case 'denied': return whenDenied({ observation, ...rest }, observation.message);
    case 'not-found': return whenAbsent({ observation, ...rest });
    case 'namespace': return whenPresent({ observation, ...rest });
  }
}

/** A change that may have been sent is observed to the end of the window, whatever is denied meanwhile. */
function whenDenied(situation: Situation, message: string): NextAction {
  const { request, progress, now } = situation;
  const isOver = now - progress.observationDeniedSince! >= DENIED_MS && !mayHaveBeenUpdated(progress);
  return isOver ? fail(situation, reasons.observationDenied(request.namespaceName, message)) : poll(situation);
}
