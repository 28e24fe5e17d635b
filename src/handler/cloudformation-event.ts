import * as v from 'valibot';
import type { KeyChangeRequest, ResponseTarget } from './reconcile/key-change-request';
import { describeIssues } from './validation-issues';

/** What a response needs, at least. */
const envelopeSchema = v.object({
  RequestType: v.string(),
  RequestId: v.pipe(v.string(), v.nonEmpty()),
  ResponseURL: v.pipe(v.string(), v.url(), v.regex(/^https?:/)),
  StackId: v.pipe(v.string(), v.nonEmpty()),
  LogicalResourceId: v.pipe(v.string(), v.nonEmpty()),
  PhysicalResourceId: v.optional(v.string()),
  ResourceProperties: v.optional(v.unknown()),
  OldResourceProperties: v.optional(v.unknown()),
});
type Envelope = v.InferOutput<typeof envelopeSchema>;

/** CloudFormation delivers every scalar as a string. */
const wholeNumber = v.pipe(v.union([v.string(), v.number()]), v.toNumber(), v.integer(), v.minValue(1));

/**
 * The longest is the ARN of an alias. Bounded, because a response has at most 4 KB, and a handover names the key twice.
 */
const keyName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));

const propertiesSchema = v.object({
  WaiterArn: v.pipe(v.string(), v.startsWith('arn:'), v.maxLength(512)),
  NamespaceName: v.pipe(v.string(), v.regex(/^[a-z0-9-]{3,64}$/)),
  KmsKeyId: keyName,
  CreatedWithKmsKeyId: v.optional(keyName),
  Window: wholeNumber,
  Windows: wholeNumber,
  // An estimate: it is left out where it cannot be read.
  TypicalSeconds: v.fallback(v.optional(wholeNumber), undefined),
  Handover: v.optional(v.string()),
});

/** What an update says of the properties before it. Where that cannot be read, nothing is compared with it. */
const previousSchema = v.object({ KmsKeyId: v.string(), Windows: wholeNumber });

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
  const given = properties.output;
  const previous = v.safeParse(previousSchema, envelope.OldResourceProperties);
  // The namespace's name: another name is another resource. A Delete must return the id that it was given.
  const physicalId = (type.output === 'Delete' ? envelope.PhysicalResourceId : undefined) ?? given.NamespaceName;
  return {
    kind: 'request',
    handover: given.Handover,
    request: {
      type: type.output,
      responseTarget: targetOf(envelope, physicalId),
      namespaceName: given.NamespaceName,
      desiredKey: given.KmsKeyId,
      createdWith: given.CreatedWithKmsKeyId,
      waiterArn: given.WaiterArn,
      window: given.Window,
      windows: given.Windows,
      typicalSeconds: given.TypicalSeconds,
      previous: previous.success
        ? { windows: previous.output.Windows, desiredKey: previous.output.KmsKeyId }
        : undefined,
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
