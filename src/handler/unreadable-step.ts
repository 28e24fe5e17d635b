import * as v from 'valibot';
import type { Ports } from './ports';
import { responseTargetSchema } from './reconcile/key-change-request';
import { reasons } from './reconcile/reasons';
import { submitResponse } from './submit-response';

/** As much of a step as a response needs. */
const remainsSchema = v.object({
  state: v.object({
    request: v.object({
      responseTarget: responseTargetSchema,
      namespaceName: v.fallback(v.optional(v.string()), undefined),
    }),
    progress: v.fallback(v.optional(v.object({
      responded: v.optional(v.boolean()),
      update: v.optional(v.string()),
    })), undefined),
  }),
});

/** What makes the waiter end. */
interface EndedState { readonly next: { readonly action: 'fail'; readonly note: string } }

/**
 * A step whose state this version cannot read: after a downgrade, say. CloudFormation is told, instead of waiting for
 * an hour of retries.
 *
 * @throws if the state does not say where to respond; the error quotes nothing of it
 */
export async function onUnreadableStep(ports: Ports, event: unknown, issues: string): Promise<EndedState> {
  const remains = v.safeParse(remainsSchema, event);
  if (!remains.success) { throw new Error(`this is not a step that this function understands: ${issues}`); }
  const { request: { responseTarget, namespaceName }, progress } = remains.output.state;
  const reason = reasons.stateUnreadable(issues);
  if (progress?.responded !== true) {
    await submitResponse(ports.responseSender, ports.sleep, responseTarget, { status: 'FAILED', reason });
  }
  const line = {
    message: 'the waiter ends: its state cannot be read',
    namespaceName,
    requestId: responseTarget.requestId,
    detail: issues,
  };
  // Without a progress that can be read, an update may have been sent.
  const isUntouched = progress?.update === 'none' || progress?.update === 'refused';
  ports.log.error(line);
  if (progress?.responded !== true) {
    ports.log.record({ KeyChangeFailed: 1 }, { ...line, message: 'responded FAILED' }, 'refused');
    if (!isUntouched) {
      const unattended = 'a key change may go on, and nobody watches it';
      ports.log.record({ KeyChangeUnattended: 1 }, { ...line, message: unattended });
    }
  }
  return { next: { action: 'fail', note: reason } };
}
