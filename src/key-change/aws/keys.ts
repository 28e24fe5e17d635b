import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { readFailure } from './errors';
import { keyNotFound, usabilityOf, wrongRegion } from '../key-usability';
import type { Keys } from '../ports';

export function kmsKeys(kms: KMSClient, region: string): Keys {
  return {
    async look(key) {
      const reason = wrongRegion(key, region);
      if (reason) { return { kind: 'read', value: { kind: 'unusable', reason } }; }
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
          }),
        };
      } catch (error) {
        const { kind, message } = readFailure(error);
        switch (kind) {
          case 'not-found': return { kind: 'read', value: keyNotFound(key) };
          case 'denied': return { kind, message };
          case 'invalid': return { kind: 'read', value: { kind: 'unusable', reason: `KMS refused to describe key ${key}: ${message}` } };
          default: return { kind: 'unreadable', message };
        }
      }
    },
  };
}
