import { ServiceError } from '../../types';
import { HandlerError } from '../errors';
import { isRecord, type Json } from '../host';
import type { HandlerContext } from '../provider';
import { call } from './input';
import type { ExistingCopy } from './snapshot-copy-changes';

const SERVICE = 'redshift-serverless';

/** One call of Redshift Serverless, with the handler error code that the official handler gives an error. */
export async function callNamespaceApi(context: HandlerContext, operation: string, input: Json): Promise<Json> {
  try {
    return await call(context, SERVICE, operation, { ...input });
  } catch (error) {
    throw error instanceof ServiceError ? new HandlerError(error.message, codeOf(error)) : error;
  }
}

/** CFN-45: error of the service → handler error code. */
function codeOf({ code, message }: ServiceError): string {
  if (code === 'ConflictException' && message.includes('already exists')) { return 'AlreadyExists'; }
  return CODES[code] ?? 'GeneralServiceException';
}

const CODES: Readonly<Record<string, string>> = {
  ConflictException: 'ResourceConflict',
  ValidationException: 'InvalidRequest',
  AccessDeniedException: 'AccessDenied',
  InternalServerException: 'ServiceInternalError',
  ResourceNotFoundException: 'NotFound',
  TooManyTagsException: 'ServiceLimitExceeded',
  ServiceQuotaExceededException: 'ServiceLimitExceeded',
};

export async function getNamespace(context: HandlerContext, namespaceName: string): Promise<Json> {
  const { namespace } = await callNamespaceApi(context, 'GetNamespace', { namespaceName });
  if (!isRecord(namespace)) {
    throw new HandlerError(`the response has no namespace ${namespaceName}`, 'GeneralServiceException');
  }
  return namespace;
}

/** API-9: the letter case of a status has varied. */
export const isAvailable = (namespace: Json): boolean => String(namespace.status).toUpperCase() === 'AVAILABLE';

/** In a Region without the feature, the service answers with a ValidationException, which counts as none. */
export async function listSnapshotCopies(
  context: HandlerContext, namespaceName: string,
): Promise<readonly ExistingCopy[]> {
  try {
    const { snapshotCopyConfigurations: copies } =
      await callNamespaceApi(context, 'ListSnapshotCopyConfigurations', { namespaceName });
    return copies as readonly ExistingCopy[];
  } catch (error) {
    if (error instanceof HandlerError && error.handlerErrorCode === 'InvalidRequest') { return []; }
    throw error;
  }
}

/** Puts or deletes the resource policy of a namespace, which is an operation of Amazon Redshift. */
export async function changeResourcePolicy(
  context: HandlerContext, operation: 'PutResourcePolicy' | 'DeleteResourcePolicy', input: Json,
): Promise<void> {
  try {
    await call(context, 'redshift', operation, { ...input });
  } catch (error) {
    throw error instanceof ServiceError ? new HandlerError(error.message, POLICY_CODES[error.code] ?? GENERAL) : error;
  }
}

const GENERAL = 'GeneralServiceException';
const POLICY_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundFault: 'NotFound', InvalidPolicyFault: 'InvalidRequest', UnsupportedOperation: 'InvalidRequest',
};

/** The resource policy of a namespace. Undefined where there is none, or where the template has none and it fails. */
async function readResourcePolicy(
  context: HandlerContext, ResourceArn: string, inTemplate: boolean,
): Promise<Json | undefined> {
  try {
    const { ResourcePolicy: policy } = await call(context, 'redshift', 'GetResourcePolicy', { ResourceArn });
    return isRecord(policy) ? JSON.parse(String(policy.Policy)) as Json : undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) { throw error; }
    if (error.code === 'ResourceNotFoundFault' || !inTemplate) { return undefined; }
    throw new HandlerError(error.message, GENERAL);
  }
}

/** What the read handler has read. */
export interface ReadNamespace {
  readonly namespace: Json;
  readonly tags: readonly Json[];
  readonly policy?: Json;
  readonly copies: readonly ExistingCopy[];
}

/**
 * The read handler: GetNamespace, ListTagsForResource, GetResourcePolicy, ListSnapshotCopyConfigurations.
 * CFN-46: a failure of the last two is ignored where the template does not have the property.
 */
export async function readNamespace(context: HandlerContext, name: string, properties: Json): Promise<ReadNamespace> {
  const namespace = await getNamespace(context, name);
  const resourceArn = String(namespace.namespaceArn);
  const { tags } = await callNamespaceApi(context, 'ListTagsForResource', { resourceArn });
  const policy = await readResourcePolicy(context, resourceArn, properties.NamespaceResourcePolicy !== undefined);
  const copies = await listSnapshotCopies(context, name).catch((error: unknown) => {
    if (error instanceof HandlerError && properties.SnapshotCopyConfigurations === undefined) { return []; }
    throw error;
  });
  return { namespace, tags: Array.isArray(tags) ? tags.filter(isRecord) : [], ...(policy && { policy }), copies };
}
