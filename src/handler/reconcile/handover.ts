import * as v from 'valibot';
import type { KeyChangeRequest } from './key-change-request';
import { initialProgress, type Progress } from './progress';

/** A window begins within moments after the one before. An older handover belongs to another deployment. */
const MAXIMUM_AGE_MS = 10 * 60 * 1000;

const handoverSchema = v.object({
  namespaceName: v.string(),
  desiredKey: v.string(),
  stackId: v.string(),
  at: v.number(),
  confirmed: v.boolean(),
  update: v.picklist(['none', 'refused', 'accepted', 'unknown']),
  updatesSent: v.number(),
  updateSentAt: v.optional(v.number()),
  changeStarted: v.boolean(),
  keyArn: v.optional(v.string()),
});

/**
 * The progress that a window passes to the next one: JSON, in an attribute of the custom resource. It holds no secret.
 */
export function encodeHandover(request: KeyChangeRequest, progress: Progress, now: number, confirmed: boolean): string {
  const { update, updatesSent, updateSentAt, changeStarted, keyArn } = progress;
  const handover: v.InferOutput<typeof handoverSchema> = {
    namespaceName: request.namespaceName,
    desiredKey: request.desiredKey,
    stackId: request.responseTarget.stackId,
    at: now,
    confirmed,
    update: update === 'sending' ? 'unknown' : update,
    updatesSent,
    updateSentAt,
    changeStarted,
    keyArn,
  };
  return JSON.stringify(handover);
}

/**
 * The progress that a window begins with. A handover that is old, or that belongs to another request, is ignored:
 * without it a window takes longer to confirm, and nothing else differs.
 */
export function decodeHandover(request: KeyChangeRequest, handover: string | undefined, now: number): Progress {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), handoverSchema), handover);
  if (!parsed.success) { return initialProgress; }
  const { namespaceName, desiredKey, stackId, at, ...progress } = parsed.output;
  const isOurs = namespaceName === request.namespaceName && desiredKey === request.desiredKey
    && stackId === request.responseTarget.stackId;
  return isOurs && now - at <= MAXIMUM_AGE_MS ? { ...initialProgress, ...progress } : initialProgress;
}
