import { ServiceError } from '../types';

/** CloudFormation refuses a call before it does anything. */
export class ValidationError extends ServiceError {
  constructor(message: string) {
    super('ValidationError', message, 400);
  }
}

/** A resource has failed. The message is its status reason, word for word. */
export class ResourceFailure extends Error {
  constructor(
    message: string,
    /** the physical resource that the provider has left behind */
    public readonly physicalId?: string,
  ) {
    super(message);
    this.name = 'ResourceFailure';
  }
}

/** A resource handler of the CloudFormation registry has failed. */
export class HandlerError extends Error {
  constructor(message: string, public readonly handlerErrorCode: string) {
    super(message);
    this.name = 'HandlerError';
  }
}

/** CloudFormation has stopped waiting for a resource. */
export class GivenUp extends Error {
  constructor() {
    super('CloudFormation has given up on this resource');
    this.name = 'GivenUp';
  }
}

/** Error of a service → error code of AWS's own resource handlers. */
const HANDLER_ERROR_CODES: Readonly<Record<string, string>> = {
  ValidationException: 'InvalidRequest',
  ConflictException: 'ResourceConflict',
  AlreadyExistsException: 'AlreadyExists',
  ResourceNotFoundException: 'NotFound',
  NotFoundException: 'NotFound',
  AccessDeniedException: 'AccessDenied',
  AccessDenied: 'AccessDenied',
  MalformedPolicyDocumentException: 'InvalidRequest',
  InternalServerException: 'ServiceInternalError',
  ThrottlingException: 'Throttling',
};

/** The error code of a resource handler. Undefined for a custom resource, and for an error of the simulator itself. */
export function handlerErrorCodeOf(error: unknown): string | undefined {
  if (error instanceof HandlerError) { return error.handlerErrorCode; }
  return error instanceof ServiceError ? HANDLER_ERROR_CODES[error.code] ?? 'GeneralServiceException' : undefined;
}

/** The status reason of a failed resource. Undefined for an error of the simulator itself. */
export function reasonOf(error: unknown, newToken: () => string): string | undefined {
  if (error instanceof ResourceFailure) { return error.message; }
  if (error instanceof HandlerError) {
    return (
      `Resource handler returned message: "${error.message}" (RequestToken: ${newToken()}, HandlerErrorCode: `
      + `${error.handlerErrorCode})`
    );
  }
  if (error instanceof ServiceError) {
    const code = handlerErrorCodeOf(error);
    const message = `${error.message} (Service: AWS, Status Code: ${error.httpStatus}, Request ID: ${newToken()})`;
    return `Resource handler returned message: "${message}" (RequestToken: ${newToken()}, HandlerErrorCode: ${code})`;
  }
  return undefined;
}
