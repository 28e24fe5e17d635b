/** What an error of the SDK means here. */
export interface ServiceFailure {
  readonly kind: 'not-found' | 'denied' | 'busy' | 'invalid' | 'unknown';
  readonly message: string;
}

const DENIED = [
  'AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'NotAuthorized', 'UnrecognizedClientException',
];
const NOT_FOUND = ['ResourceNotFoundException', 'NotFoundException'];
const THROTTLED = [
  'ThrottlingException', 'TooManyRequestsException', 'Throttling', 'RequestLimitExceeded', 'RequestThrottledException',
  'LimitExceededException',
];
/** A key that lacks a permission comes back so, and new permissions take minutes to act. */
const KEY_INACCESSIBLE = /is inaccessible/i;
/** Another setting is being changed. */
const OTHER_CHANGE = /multiple configurations at the same time|operation (is )?(running|in progress)/i;

/**
 * Reads an error of the SDK. `unknown` = the request may have been carried out.
 *
 * Source: errors modelled in the SDK for UpdateNamespace; texts as in docs/assumptions.md.
 */
export function readFailure(error: unknown): ServiceFailure {
  if (!(error instanceof Error)) { return { kind: 'unknown', message: 'unknown error' }; }
  const message = `${error.name}: ${error.message}`.slice(0, 1500);
  return { kind: kindOf(error), message };
}

/** What a read that has failed comes to: nothing is known of what it would have shown. */
export function unread(error: unknown): { readonly kind: 'denied' | 'unreadable'; readonly message: string } {
  const { kind, message } = readFailure(error);
  return { kind: kind === 'denied' ? kind : 'unreadable', message };
}

function kindOf(error: Error): ServiceFailure['kind'] {
  const status = statusOf(error);
  if (DENIED.includes(error.name)) { return 'denied'; }
  if (NOT_FOUND.includes(error.name)) { return 'not-found'; }
  if (THROTTLED.includes(error.name) || status === 429) { return 'busy'; }
  if (error.name === 'ConflictException') { return 'busy'; }
  if (status === undefined || status < 400 || status === 408 || status >= 500) { return 'unknown'; }
  if (error.name === 'ValidationException') {
    if (KEY_INACCESSIBLE.test(error.message)) { return 'denied'; }
    if (OTHER_CHANGE.test(error.message)) { return 'busy'; }
  }
  // The credentials of a function that has just started may be unknown or expired for a while.
  return /token|credential|signature/i.test(error.name) ? 'denied' : 'invalid';
}

function statusOf(error: Error): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
