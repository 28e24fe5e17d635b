import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { readFailure } from './errors';
import type { KeyAges } from '../inspection-ports';

export function kmsKeyAges(kms: KMSClient): KeyAges {
  return {
    async createdAt(keyArn) {
      try {
        const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
        return key?.CreationDate === undefined
          ? { kind: 'unreadable', message: 'DescribeKey gave no creation date' }
          : { kind: 'read', value: key.CreationDate.getTime() };
      } catch (error) {
        const { kind, message } = readFailure(error);
        return { kind: kind === 'denied' ? kind : 'unreadable', message };
      }
    },
  };
}
