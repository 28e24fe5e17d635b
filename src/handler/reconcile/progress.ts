import * as v from 'valibot';

/** A point in time: milliseconds since 1970. */
const time = v.number();

/** How far a request has come. */
export const progressSchema = v.object({
  /** how often the namespace has been observed */
  observations: v.optional(v.number()),
  /** when the waiter made its first observation: no older request can send an update after that, and a quiet period */
  startedAt: v.optional(time),
  /**
   * State of the last UpdateNamespace. `sending` is recorded before the call: if the function dies during the call, the
   * outcome is unknown.
   */
  update: v.picklist(['none', 'sending', 'refused', 'accepted', 'unknown']),
  /** updates that were sent and not refused: each of them may have been carried out */
  updatesSent: v.number(),
  updateSentAt: v.optional(time),
  /** first update that was sent and not refused */
  firstUpdateSentAt: v.optional(time),
  /** the key that the namespace was on before: ARN, or AWS_OWNED_KMS_KEY */
  fromKey: v.optional(v.string()),
  /** the size of the data has been read, or could not be; it is read once */
  sizeRead: v.optional(v.boolean()),
  /** an estimate by that size, which may be wrong */
  estimatedSeconds: v.optional(v.number()),
  /** what was observed last: a status, or what kept it from being read */
  observed: v.optional(v.string()),
  /** MODIFYING has been observed since an update that may have been carried out */
  changeStarted: v.boolean(),
  /** first of the latest consecutive observations of AVAILABLE on the desired key */
  onDesiredKeySince: v.optional(time),
  /** first of the latest consecutive observations of AVAILABLE on another key */
  onOtherKeySince: v.optional(time),
  /** first of the latest consecutive observations of no namespace */
  absentSince: v.optional(time),
  /** first of the latest consecutive observations of AVAILABLE without a key: it is AWS-owned, or was left out */
  keylessSince: v.optional(time),
  /** first of the latest consecutive observations of DELETING */
  deletingSince: v.optional(time),
  /** first of the latest consecutive observations of INACCESSIBLE_KMS_KEY */
  inaccessibleSince: v.optional(time),
  /** first of the latest consecutive observations that were denied */
  observationDeniedSince: v.optional(time),
  /** first of the latest consecutive updates that were denied */
  updateDeniedSince: v.optional(time),
  /** what the service said when it refused the last update */
  refusal: v.optional(v.string()),
  /** the window before has confirmed the desired key */
  confirmed: v.optional(v.boolean()),
  /** ARN of the desired key, once KMS has told it */
  keyArn: v.optional(v.string()),
  /** when KMS created that key */
  keyCreatedAt: v.optional(time),
  /** CloudFormation has its response; the change is only watched from now on */
  responded: v.boolean(),
});
export type Progress = v.InferOutput<typeof progressSchema>;

export const initialProgress: Progress = { update: 'none', updatesSent: 0, changeStarted: false, responded: false };

/** Whether an update may have been carried out. */
export const mayHaveBeenUpdated = ({ update }: Progress): boolean =>
  update === 'accepted' || update === 'unknown' || update === 'sending';

/** Recorded before the call, so that it is still known if the function dies during the call. */
export const beforeUpdate = (progress: Progress): Progress =>
  ({ ...progress, update: 'sending', updatesSent: progress.updatesSent + 1, onOtherKeySince: undefined });

/** After an update that was, or may have been, carried out. */
export const afterUpdate = (progress: Progress, outcome: 'accepted' | 'unknown', now: number): Progress =>
  ({ ...progress, update: outcome, updateSentAt: now, firstUpdateSentAt: progress.firstUpdateSentAt ?? now });

/** The last update was not carried out. An earlier one whose outcome is unknown may still have been. */
export const updateNotCarriedOut = (progress: Progress): Progress => ({
  ...progress,
  update: progress.updatesSent > 1 ? 'unknown' : 'refused',
  updatesSent: progress.updatesSent - 1,
});
