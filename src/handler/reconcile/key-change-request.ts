import * as v from 'valibot';

/** A point in time: milliseconds since 1970. */
const time = v.number();

/** Where CloudFormation waits for the response to one event. */
export const responseTargetSchema = v.object({
  requestId: v.string(),
  stackId: v.string(),
  logicalResourceId: v.string(),
  physicalResourceId: v.string(),
  /** pre-signed, and so a secret: it is used for the PUT of the response and for nothing else */
  responseUrl: v.string(),
});
export type ResponseTarget = v.InferOutput<typeof responseTargetSchema>;

/** What one event of CloudFormation requests. It does not change while the waiter runs. */
export const keyChangeRequestSchema = v.object({
  type: v.picklist(['Create', 'Update', 'Delete']),
  responseTarget: responseTargetSchema,
  namespaceName: v.string(),
  /** key ARN, key id, alias ARN, alias name, or AWS_OWNED_KMS_KEY */
  desiredKey: v.string(),
  /** KmsKeyId that the template creates the namespace with, where that is not the construct's own alias */
  createdWith: v.optional(v.string()),
  waiterArn: v.string(),
  window: v.number(),
  windows: v.number(),
  /** an estimate, which may be wrong */
  typicalSeconds: v.optional(v.number()),
  /** what the resource requested before this update */
  previous: v.optional(v.object({ windows: v.number(), desiredKey: v.string() })),
  arrivedAt: time,
  /** when CloudFormation sent the event, where that is known */
  sentAt: v.optional(time),
});
export type KeyChangeRequest = v.InferOutput<typeof keyChangeRequestSchema>;

/** A rollback calls only the windows that existed before the update, and those may be too few for the way back. */
export const addsWindowsWithKey = ({ previous, windows, desiredKey }: KeyChangeRequest): boolean =>
  previous !== undefined && windows > previous.windows && previous.desiredKey !== desiredKey;
