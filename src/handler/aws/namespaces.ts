import {
  GetNamespaceCommand, ListRecoveryPointsCommand, UpdateNamespaceCommand, type RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless';
import { readFailure, unread } from './errors';
import { newestSize } from './recovery-points';
import { AWS_OWNED_KMS_KEY } from '../../contract';
import type { Namespaces } from '../ports';

/**
 * @param reader reads, with the SDK's own retries
 * @param updater must be made with `maxAttempts: 1`: a retry of the SDK would be a second update
 * @param once reads what is not worth a retry
 */
export function redshiftNamespaces(
  reader: RedshiftServerlessClient, updater: RedshiftServerlessClient, once: RedshiftServerlessClient,
): Namespaces {
  return {
    async getNamespace(namespaceName) {
      try {
        const { namespace } = await reader.send(new GetNamespaceCommand({ namespaceName }));
        if (!namespace?.status) { return { kind: 'unreadable', message: 'GetNamespace gave no status' }; }
        // Letter case has varied.
        const status = namespace.status.toUpperCase();
        return { kind: 'read', value: { status, keyArn: keyArnOf(namespace.kmsKeyId) } };
      } catch (error) {
        return readFailure(error).kind === 'not-found' ? { kind: 'not-found' } : unread(error);
      }
    },
    async updateKey(namespaceName, kmsKeyId) {
      try {
        // The key and nothing else: the service refuses unrelated settings in one call.
        await updater.send(new UpdateNamespaceCommand({ namespaceName, kmsKeyId }));
        return { kind: 'accepted' };
      } catch (error) {
        const { kind, message } = readFailure(error);
        return kind === 'unknown' ? { kind, message } : { kind: 'refused', why: kind, message };
      }
    },
    async dataSize(namespaceName) {
      try {
        // They are half an hour apart and live for a day, so that all of them are on one page.
        const list = new ListRecoveryPointsCommand({ namespaceName, maxResults: 100 });
        return newestSize((await once.send(list)).recoveryPoints);
      } catch {
        return undefined;
      }
    },
  };
}

/** Absent, empty and the literal all mean a key that AWS owns. */
const keyArnOf = (kmsKeyId: string | undefined): string | undefined =>
  (kmsKeyId && kmsKeyId !== AWS_OWNED_KMS_KEY ? kmsKeyId : undefined);
