/** What an error of the SDK means here. */
export interface ServiceFailure {
  readonly kind: 'not-found' | 'denied' | 'busy' | 'invalid' | 'unknown';
  readonly message: string;
}

const DENIED = ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'NotAuthorized', 'UnrecognizedClientException'];
const NOT_FOUND = ['ResourceNotFoundException', 'NotFoundException'];
const THROTTLED = ['ThrottlingException', 'TooManyRequestsException', 'Throttling', 'RequestLimitExceeded', 'RequestThrottledException', 'LimitExceededException'];

/**
 * Reads an error of the SDK. `unknown` = the request may have been carried out.
 *
 * Source: errors modelled in the SDK for UpdateNamespace; texts as in docs/assumptions.md.
 */
export function readFailure(error: unknown): ServiceFailure {
  if (!(error instanceof Error)) { return { kind: 'unknown', message: 'unknown error' }; }
  const message = `${error.name}: ${error.message}`.slice(0, 1500);
  const status = statusOf(error);
  if (DENIED.includes(error.name)) { return { kind: 'denied', message }; }
  if (NOT_FOUND.includes(error.name)) { return { kind: 'not-found', message }; }
  if (THROTTLED.includes(error.name) || status === 429) { return { kind: 'busy', message }; }
  if (error.name === 'ConflictException') { return { kind: 'busy', message }; }
  if (status === undefined || status < 400 || status === 408 || status >= 500) { return { kind: 'unknown', message }; }
  if (error.name === 'ValidationException') {
    // A key that lacks a permission comes back so; permissions are young at times.
    if (/is inaccessible/i.test(error.message)) { return { kind: 'denied', message }; }
    // Another setting is being changed.
    if (/multiple configurations at the same time|operation (is )?(running|in progress)/i.test(error.message)) { return { kind: 'busy', message }; }
  }
  // Expired or unknown credentials of a starting function pass.
  if (/token|credential|signature/i.test(error.name)) { return { kind: 'denied', message }; }
  return { kind: 'invalid', message };
}

function statusOf(error: Error): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: unknown } }).$metadata;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
