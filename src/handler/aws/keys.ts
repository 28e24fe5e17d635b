import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { readFailure } from './errors';
import type { Keys } from '../ports';
import { keyNotFound, usabilityOf, wrongRegion } from '../reconcile/key-usability';

export function kmsKeys(kms: KMSClient, region: string): Keys {
  return {
    async describeKey(key) {
      const elsewhere = wrongRegion(key, region);
      if (elsewhere) { return { kind: 'read', value: { kind: 'unusable', reason: elsewhere } }; }
      try {
        const { KeyMetadata: found } = await kms.send(new DescribeKeyCommand({ KeyId: key }));
        if (!found?.Arn) { return { kind: 'unreadable', message: 'DescribeKey gave no ARN' }; }
        return {
          kind: 'read',
          value: usabilityOf({
            arn: found.Arn,
            state: found.KeyState ?? 'unknown',
            spec: found.KeySpec ?? 'unknown',
            usage: found.KeyUsage ?? 'unknown',
            manager: found.KeyManager ?? 'unknown',
            createdAt: found.CreationDate?.getTime(),
          }),
        };
      } catch (error) {
        const { kind, message } = readFailure(error);
        switch (kind) {
          case 'not-found': return { kind: 'read', value: keyNotFound(key) };
          case 'denied': return { kind, message };
          case 'invalid': {
            const reason = `KMS refused to describe key ${key}: ${message}`;
            return { kind: 'read', value: { kind: 'unusable', reason } };
          }
          default: return { kind: 'unreadable', message };
        }
      }
    },
  };
}
