import * as v from 'valibot';
import { decodePhysicalId, encodePhysicalId } from './reconcile/identity';
import type { KeyChangeRequest, ResponseTarget } from './reconcile/key-change-request';
import { describeIssues } from './validation-issues';

/** A URL that is signed for whoever has it goes over TLS, or does not leave the machine. */
const RESPONSE_URL = /^(https:|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/)/;

/** What a response needs, at least. */
const envelopeSchema = v.object({
  RequestType: v.string(),
  RequestId: v.pipe(v.string(), v.nonEmpty()),
  ResponseURL: v.pipe(v.string(), v.url(), v.regex(RESPONSE_URL)),
  StackId: v.pipe(v.string(), v.nonEmpty()),
  LogicalResourceId: v.pipe(v.string(), v.nonEmpty()),
  PhysicalResourceId: v.optional(v.string()),
  ResourceProperties: v.optional(v.unknown()),
});
type Envelope = v.InferOutput<typeof envelopeSchema>;

/** CloudFormation delivers every scalar as a string. */
const wholeNumber = v.pipe(v.union([v.string(), v.number()]), v.toNumber(), v.integer(), v.minValue(1));

/** CloudFormation delivers true as a string. An absent property is false. */
const flag = v.pipe(
  v.optional(v.union([v.boolean(), v.picklist(['true', 'false'])]), false),
  v.transform((value) => String(value) === 'true'),
);

/**
 * The longest is the ARN of an alias. Bounded, because a response has at most 4 KB, and a handover names the key twice.
 */
const keyName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512), v.regex(/^[^|]+$/));

const propertiesSchema = v.object({
  WaiterArn: v.pipe(v.string(), v.startsWith('arn:'), v.maxLength(512)),
  NamespaceName: v.pipe(v.string(), v.regex(/^[a-z0-9-]{3,64}$/)),
  KmsKeyId: keyName,
  CreatedWithKmsKeyId: v.optional(keyName),
  CreatedWithStated: flag,
  AliasFollowsKey: flag,
  ManagesNamespace: flag,
  NamespaceId: v.optional(v.pipe(v.string(), v.regex(/^[^|\s]{1,64}$/))),
  ChangeKeyOnCreate: flag,
  NewestGeneration: v.optional(wholeNumber),
  // For a metric alone.
  Generation: v.fallback(v.optional(wholeNumber), undefined),
  Window: wholeNumber,
  Windows: wholeNumber,
  // An estimate: it is left out where it cannot be read.
  TypicalSeconds: v.fallback(v.optional(wholeNumber), undefined),
  Handover: v.optional(v.string()),
});

const requestTypeSchema = v.picklist(['Create', 'Update', 'Delete']);

/** Everything that later steps need of an event. */
export type ParsedEvent =
  | { readonly kind: 'request'; readonly request: KeyChangeRequest; readonly handover?: string }
  /** a request that this function does not understand, but can respond to */
  | { readonly kind: 'malformed'; readonly target: ResponseTarget; readonly what: string }
  /** a deletion whose properties cannot be read: it must not hold up the stack */
  | { readonly kind: 'delete'; readonly target: ResponseTarget }
  /** there is nowhere to send a response */
  | { readonly kind: 'unanswerable'; readonly what: string };

/** Parses an event of CloudFormation, once and strictly. */
export function parseEvent(event: unknown, now: number): ParsedEvent {
  const parsed = v.safeParse(envelopeSchema, event);
  if (!parsed.success) { return { kind: 'unanswerable', what: describeIssues(parsed.issues) }; }
  const envelope = parsed.output;
  const type = v.safeParse(requestTypeSchema, envelope.RequestType);
  if (!type.success) { return malformed(envelope, `RequestType: ${describeIssues(type.issues)}`); }
  const properties = v.safeParse(propertiesSchema, envelope.ResourceProperties);
  if (!properties.success) {
    return type.output === 'Delete'
      ? { kind: 'delete', target: targetOf(envelope, physicalIdOf(envelope)) }
      : malformed(envelope, `ResourceProperties: ${describeIssues(properties.issues)}`);
  }
  return requestOf(envelope, type.output, properties.output, now);
}

function requestOf(
  envelope: Envelope, type: KeyChangeRequest['type'], given: v.InferOutput<typeof propertiesSchema>, now: number,
): ParsedEvent {
  const identity = {
    namespaceName: given.NamespaceName,
    createdWith: given.CreatedWithKmsKeyId,
    namespaceId: given.NamespaceId,
  };
  const held = type === 'Create' ? undefined : envelope.PhysicalResourceId;
  return {
    kind: 'request',
    handover: given.Handover,
    request: {
      type,
      responseTarget: targetOf(envelope, held ?? encodePhysicalId(identity)),
      ...identity,
      heldIdentity: held === undefined ? undefined : decodePhysicalId(held),
      desiredKey: given.KmsKeyId,
      createdWithStated: given.CreatedWithStated,
      aliasFollowsKey: given.AliasFollowsKey,
      managesNamespace: given.ManagesNamespace,
      changeKeyOnCreate: given.ChangeKeyOnCreate,
      newestGeneration: given.NewestGeneration,
      generation: given.Generation,
      waiterArn: given.WaiterArn,
      window: given.Window,
      windows: given.Windows,
      typicalSeconds: given.TypicalSeconds,
      arrivedAt: now,
      sentAt: sentAt(envelope.ResponseURL),
    },
  };
}

const malformed = (envelope: Envelope, what: string): ParsedEvent =>
  ({ kind: 'malformed', target: targetOf(envelope, physicalIdOf(envelope)), what });

const targetOf = (envelope: Envelope, physicalResourceId: string): ResponseTarget => ({
  requestId: envelope.RequestId,
  stackId: envelope.StackId,
  logicalResourceId: envelope.LogicalResourceId,
  physicalResourceId,
  responseUrl: envelope.ResponseURL,
});

/** A malformed Create has no id yet. CloudFormation wants one of at most 1 KB, and sends a Delete for it. */
const physicalIdOf = ({ PhysicalResourceId, LogicalResourceId }: Envelope): string =>
  PhysicalResourceId ?? `${LogicalResourceId}-not-created`.slice(-255);

/**
 * When CloudFormation signed the ResponseURL, and so sent the event. Nothing depends on it where the URL has no date.
 */
function sentAt(responseUrl: string): number | undefined {
  const date = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(responseUrl);
  if (date === null) { return undefined; }
  const [, year, month, day, hour, minute, second] = date;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
