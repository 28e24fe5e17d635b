import * as v from 'valibot';

/** A point in time: milliseconds since 1970. */
const time = v.number();

/** What one event of CloudFormation asks for. It does not change while the waiter waits. */
export const wishSchema = v.object({
  request: v.object({
    type: v.picklist(['Create', 'Update', 'Delete']),
    requestId: v.string(),
    stackId: v.string(),
    logicalResourceId: v.string(),
    physicalResourceId: v.string(),
    /** pre-signed: a secret; goes into nothing but the PUT of the answer */
    responseUrl: v.string(),
  }),
  namespaceName: v.string(),
  /** key ARN, key id, alias ARN, alias name, or AWS_OWNED_KMS_KEY */
  key: v.string(),
  createdWith: v.optional(v.string()),
  waiterArn: v.string(),
  window: v.number(),
  windows: v.number(),
  /** an estimate, which may be wrong */
  typicalSeconds: v.optional(v.number()),
  /** what the resource wished for before, in an update */
  previous: v.optional(v.object({ windows: v.number(), key: v.string() })),
  arrivedAt: time,
  /** when CloudFormation sent the event, where that is known */
  sentAt: v.optional(time),
});
export type Wish = v.InferOutput<typeof wishSchema>;

/** What a waiter knows of its wish so far. */
export const knownSchema = v.object({
  /**
   * What is known of the last UpdateNamespace: `sending` is written before the call, so that a crash leaves it behind
   * and it counts as `unknown`
   */
  ask: v.picklist(['none', 'sending', 'refused', 'accepted', 'unknown']),
  /** asks that were sent and not refused: each may have been carried out */
  asks: v.number(),
  askedAt: v.optional(time),
  /** MODIFYING has been seen since an ask that may have been carried out */
  ran: v.boolean(),
  /** first of the latest looks in a row that saw AVAILABLE on the wanted key */
  onWantedSince: v.optional(time),
  /** first of the latest looks in a row that saw AVAILABLE on another key */
  onOtherSince: v.optional(time),
  /** since when looks have been denied, one after the other */
  lookDeniedSince: v.optional(time),
  /** since when asks have been denied, one after the other */
  askDeniedSince: v.optional(time),
  /** what the service said when it refused the last ask */
  refusal: v.optional(v.string()),
  /** the window before has seen the namespace on the wanted key, for good */
  confirmed: v.optional(v.boolean()),
  /** ARN of the wanted key, once KMS has told it */
  keyArn: v.optional(v.string()),
  /** CloudFormation has its answer; what is left is to watch */
  answered: v.boolean(),
});
export type Known = v.InferOutput<typeof knownSchema>;

export const nothingKnown: Known = { ask: 'none', asks: 0, ran: false, answered: false };

/** The ask never reached the function: Lambda throttled the state machine. */
export const learnThrottled = (known: Known): Known =>
  (known.ask === 'sending' ? { ...known, asks: known.asks - 1, ask: known.asks > 1 ? 'unknown' : 'refused' } : known);

export const answerSchema = v.object({
  status: v.picklist(['SUCCESS', 'FAILED']),
  reason: v.string(),
  keyArn: v.optional(v.string()),
  /** for the window after this one */
  handover: v.optional(v.string()),
});
export type Answer = v.InferOutput<typeof answerSchema>;

/** What the state machine does next. */
export const nextSchema = v.variant('action', [
  v.object({ action: v.literal('wait'), seconds: v.number() }),
  v.object({ action: v.literal('ask') }),
  v.object({
    action: v.literal('answer'),
    answer: answerSchema,
    /** watch the change to its end after the answer */
    watch: v.boolean(),
  }),
  v.object({ action: v.literal('end'), note: v.string() }),
]);
export type Next = v.InferOutput<typeof nextSchema>;

/** The whole state of the state machine between two of its steps. */
export const stateSchema = v.object({
  wish: wishSchema,
  known: knownSchema,
  next: nextSchema,
  /** left by the state machine: the ask never reached the function */
  askThrottled: v.optional(v.unknown()),
  /** left by the state machine: nobody knows what became of the ask */
  askUnheard: v.optional(v.unknown()),
});
export type State = v.InferOutput<typeof stateSchema>;

/** One step that the state machine asks for. */
export const stepSchema = v.object({ step: v.picklist(['look', 'ask', 'answer']), state: stateSchema });
export type Step = v.InferOutput<typeof stepSchema>;
