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
  keyCreatedAt: v.optional(v.number()),
  firstUpdateSentAt: v.optional(v.number()),
  fromKey: v.optional(v.string()),
  sizeRead: v.optional(v.boolean()),
  estimatedSeconds: v.optional(v.number()),
});

/**
 * The progress that a window passes to the next one: JSON, in an attribute of the custom resource. It holds no secret.
 */
export function encodeHandover(request: KeyChangeRequest, progress: Progress, now: number, confirmed: boolean): string {
  const { update, updatesSent, updateSentAt, changeStarted, keyArn } = progress;
  const { keyCreatedAt, firstUpdateSentAt, fromKey, sizeRead, estimatedSeconds } = progress;
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
    keyCreatedAt,
    firstUpdateSentAt,
    fromKey,
    sizeRead,
    estimatedSeconds,
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
