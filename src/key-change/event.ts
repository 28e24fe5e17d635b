import * as v from 'valibot';
import { takeOver } from './handover';
import type { State, Wish } from './state';

/** What an answer needs, at the least. */
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
export type Envelope = v.InferOutput<typeof envelopeSchema>;

/** CloudFormation delivers every scalar as a string. */
const wholeNumber = v.pipe(v.union([v.string(), v.number()]), v.toNumber(), v.integer(), v.minValue(1));

/** The longest is the ARN of an alias. Bounded, because CloudFormation takes answers of 4 KB, and a handover names the key twice. */
const keyName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));

const propertiesSchema = v.object({
  WaiterArn: v.pipe(v.string(), v.startsWith('arn:'), v.maxLength(512)),
  NamespaceName: v.pipe(v.string(), v.regex(/^[a-z0-9-]{3,64}$/)),
  KmsKeyId: keyName,
  CreatedWithKmsKeyId: v.optional(keyName),
  Window: wholeNumber,
  Windows: wholeNumber,
  // An estimate: one that is not understood is left out.
  TypicalSeconds: v.fallback(v.optional(wholeNumber), undefined),
  Handover: v.optional(v.string()),
});

/** What an update says of the resource before; where it is not understood, nothing is compared with it. */
const previousSchema = v.object({ KmsKeyId: v.string(), Windows: wholeNumber });

const requestTypeSchema = v.picklist(['Create', 'Update', 'Delete']);

export type ParsedEvent =
  | { readonly kind: 'wish'; readonly wish: Wish; readonly handover?: string }
  /** answerable, but not understood */
  | { readonly kind: 'malformed'; readonly envelope: Envelope; readonly what: string }
  /** a deletion whose properties are not understood: it must not hold up the stack */
  | { readonly kind: 'delete'; readonly envelope: Envelope }
  /** nobody to answer */
  | { readonly kind: 'unanswerable'; readonly what: string };

/** Parses an event of CloudFormation, once and strictly. */
export function parseEvent(event: unknown, now: number): ParsedEvent {
  const envelope = v.safeParse(envelopeSchema, event);
  if (!envelope.success) { return { kind: 'unanswerable', what: issuesOf(envelope.issues) }; }
  const type = v.safeParse(requestTypeSchema, envelope.output.RequestType);
  const properties = v.safeParse(propertiesSchema, envelope.output.ResourceProperties);
  if (!type.success) { return { kind: 'malformed', envelope: envelope.output, what: `RequestType: ${issuesOf(type.issues)}` }; }
  if (!properties.success) {
    return type.output === 'Delete'
      ? { kind: 'delete', envelope: envelope.output }
      : { kind: 'malformed', envelope: envelope.output, what: `ResourceProperties: ${issuesOf(properties.issues)}` };
  }
  const { RequestId, StackId, LogicalResourceId, PhysicalResourceId, ResponseURL } = envelope.output;
  const given = properties.output;
  const previous = v.safeParse(previousSchema, envelope.output.OldResourceProperties);
  return {
    kind: 'wish',
    handover: given.Handover,
    wish: {
      request: {
        type: type.output,
        requestId: RequestId,
        stackId: StackId,
        logicalResourceId: LogicalResourceId,
        // The namespace's name: another name is another life. A Delete must echo what it was given.
        physicalResourceId: type.output === 'Delete' ? PhysicalResourceId ?? given.NamespaceName : given.NamespaceName,
        responseUrl: ResponseURL,
      },
      namespaceName: given.NamespaceName,
      key: given.KmsKeyId,
      createdWith: given.CreatedWithKmsKeyId,
      waiterArn: given.WaiterArn,
      window: given.Window,
      windows: given.Windows,
      typicalSeconds: given.TypicalSeconds,
      previous: previous.success ? { windows: previous.output.Windows, key: previous.output.KmsKeyId } : undefined,
      arrivedAt: now,
      sentAt: sentAt(ResponseURL),
    },
  };
}

/** When CloudFormation signed the ResponseURL, and so sent the event. Where the URL does not say, nothing depends on it. */
function sentAt(responseUrl: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(responseUrl) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Where a request that was not understood is answered to. */
export function addresseeOf(envelope: Envelope): Wish['request'] {
  return {
    type: envelope.RequestType === 'Delete' ? 'Delete' : 'Update',
    requestId: envelope.RequestId,
    stackId: envelope.StackId,
    logicalResourceId: envelope.LogicalResourceId,
    // A malformed Create has no id yet; CloudFormation wants one of at most 1 KB, and sends a Delete for it.
    physicalResourceId: envelope.PhysicalResourceId ?? `${envelope.LogicalResourceId}-not-created`.slice(-255),
    responseUrl: envelope.ResponseURL,
  };
}

/** What a waiter starts with. */
export const firstState = (wish: Wish, handover?: string): State =>
  ({ wish, known: takeOver(wish, handover, wish.arrivedAt), next: { action: 'wait', seconds: 1 } });

/** Paths and rules, never values: they may be secret, or huge. */
export function issuesOf(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.slice(0, 5).map((issue) => `${v.getDotPath(issue) ?? 'value'}: expected ${issue.expected ?? issue.type}`).join('; ').slice(0, 500);
}
