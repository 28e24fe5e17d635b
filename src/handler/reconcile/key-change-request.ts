import * as v from 'valibot';
import { encodePhysicalId, identitySchema, isSameIdentity } from './identity';

/** A point in time: milliseconds since 1970. */
const time = v.number();

/** Where CloudFormation waits for the response to one event. */
export const responseTargetSchema = v.object({
  requestId: v.string(),
  stackId: v.string(),
  logicalResourceId: v.string(),
  /** the id that the event has, or a new one for a Create; a failed event returns it */
  physicalResourceId: v.string(),
  /** pre-signed, and so a secret: it is used for the PUT of the response and for nothing else */
  responseUrl: v.string(),
});
export type ResponseTarget = v.InferOutput<typeof responseTargetSchema>;

/** What one event of CloudFormation requests. It does not change while the waiter runs. */
export const keyChangeRequestSchema = v.object({
  type: v.picklist(['Create', 'Update', 'Delete']),
  responseTarget: responseTargetSchema,
  ...identitySchema.entries,
  /** the identity that the event's PhysicalResourceId says; undefined for a Create */
  heldIdentity: v.optional(identitySchema),
  /** key ARN, key id, alias ARN, alias name, or AWS_OWNED_KMS_KEY */
  desiredKey: v.string(),
  /** the user has said what the namespace was created with */
  createdWithStated: v.boolean(),
  /** createdWith is an alias of the template, which will point to the desired key when the window has ended */
  aliasFollowsKey: v.boolean(),
  /** the same template creates the namespace */
  managesNamespace: v.boolean(),
  /** the Create of this resource may change the key of a namespace that exists */
  changeKeyOnCreate: v.boolean(),
  /** number of the newest key generation in the template, where the construct creates the keys */
  newestGeneration: v.optional(v.number()),
  /** number of the generation that the desired key is, where the construct creates the keys */
  generation: v.optional(v.number()),
  waiterArn: v.string(),
  window: v.number(),
  windows: v.number(),
  /** an estimate, which may be wrong */
  typicalSeconds: v.optional(v.number()),
  arrivedAt: time,
  /** when CloudFormation sent the event, where that is known */
  sentAt: v.optional(time),
});
export type KeyChangeRequest = v.InferOutput<typeof keyChangeRequestSchema>;

/** The PhysicalResourceId of a request that succeeds. */
export const physicalIdOf = (request: KeyChangeRequest): string =>
  (request.type === 'Delete' ? request.responseTarget.physicalResourceId : encodePhysicalId(request));

/** An update of what CloudFormation holds already. Everything else is a first contact. */
export const isSameResource = ({ type, heldIdentity, ...identity }: KeyChangeRequest): boolean =>
  type === 'Update' && heldIdentity !== undefined && isSameIdentity(identity, heldIdentity);

/** Whether this request may change a key at all: a rollback finds its way back only through the same identity. */
export const mayChangeKey = (request: KeyChangeRequest): boolean =>
  isSameResource(request) || (request.type === 'Create' && request.changeKeyOnCreate);

/**
 * CloudFormation's own handler would send a KmsKeyId that differs from the one in the template before. Where that was
 * not known, it has only been said now.
 */
export const changesCreatedWith = ({ type, heldIdentity, namespaceName, createdWith }: KeyChangeRequest): boolean =>
  type === 'Update' && heldIdentity?.namespaceName === namespaceName
  && heldIdentity.createdWith !== undefined && heldIdentity.createdWith !== createdWith;
