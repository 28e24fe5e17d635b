import { UsageError } from '../terminal/usage-error';

/** What a failed call was about. */
export type Failure = 'denied' | 'not-found' | 'no-credentials' | 'unsupported' | 'other';

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized'];
const NO_CREDENTIALS = [
  'CredentialsProviderError', 'ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId',
  'UnrecognizedClientException', 'TokenProviderError', 'SignatureDoesNotMatch',
];
const NOT_FOUND = [
  'ResourceNotFoundException', 'NotFoundException', 'NoSuchEntityException', 'StateMachineDoesNotExist',
];
const UNSUPPORTED = ['UnknownOperationException', 'InvalidAction', 'UnsupportedOperationException'];

export function failureOf(error: unknown): Failure {
  const { name, message } = error as Error;
  if (DENIED.includes(name)) { return 'denied'; }
  if (NO_CREDENTIALS.includes(name)) { return 'no-credentials'; }
  // CloudFormation has no error of its own for a stack that does not exist.
  const isNoStack = name === 'ValidationError' && /does not exist/.test(message);
  if (NOT_FOUND.includes(name) || isNoStack) { return 'not-found'; }
  return UNSUPPORTED.includes(name) ? 'unsupported' : 'other';
}

/** Text of an error, as one line that a terminal can show. */
export const textOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));

/** Without what a terminal would take for a command. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();

/**
 * The error that ends a command, for a call that it cannot do without.
 *
 * @param what such as `the stack Warehouse could not be read`
 * @param action such as `cloudformation:DescribeStacks`
 */
export function cannot(what: string, action: string, error: unknown): UsageError {
  const got = `got: ${textOf(error)}`;
  switch (failureOf(error)) {
    case 'denied': return new UsageError(`${what}, ${got}; permit ${action} to the credentials that you use`);
    case 'no-credentials':
      return new UsageError(`${what}, ${got}; sign in (aws sso login, aws configure), or give --profile`);
    case 'not-found': return new UsageError(`${what}, ${got}; check the name, the Region (--region) and the account`);
    default: return new UsageError(`${what}, ${got}; try again`);
  }
}
