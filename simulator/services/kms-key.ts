import { ServiceError } from '../types';
import type { PolicyDocument } from './iam-policy';

/** State of a key. A deleted key no longer exists. */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Unavailable';

/** A KMS key of this account, or of another account that shares it. */
export interface KmsKey {
  readonly keyId: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  /** `AWS` for a key that AWS manages in this account, such as `alias/aws/redshift` */
  readonly keyManager: 'CUSTOMER' | 'AWS';
  readonly creationDate: number;
  readonly tags: Record<string, string>;
  description: string;
  rotationEnabled: boolean;
  state: KeyState;
  policy: PolicyDocument;
  /** when a key that is pending deletion will be deleted */
  deletionDate?: number;
}

/** Properties of a key that a test adds. By default, the key is symmetric, enabled, and of this account and Region. */
export interface KeyProperties {
  readonly keyId?: string;
  readonly account?: string;
  readonly region?: string;
  readonly keySpec?: string;
  readonly keyUsage?: string;
  readonly keyManager?: 'CUSTOMER' | 'AWS';
  readonly state?: KeyState;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default it delegates to the IAM policies of its account, and of this one */
  readonly policy?: PolicyDocument;
  /** an alias for it, in its own account */
  readonly alias?: string;
}

/**
 * Whether Redshift Serverless can use this key now.
 * KMS-4: only symmetric keys for ENCRYPT_DECRYPT can be used. KMS-5: keys are regional.
 */
export function isUsable(key: KmsKey | undefined, region: string): boolean {
  return key !== undefined && key.state === 'Enabled' && key.region === region
    && key.keySpec === 'SYMMETRIC_DEFAULT' && key.keyUsage === 'ENCRYPT_DECRYPT';
}

/** The metadata in a response of DescribeKey. */
export function keyMetadata(key: KmsKey): Record<string, unknown> {
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: key.creationDate / 1000,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: key.state,
    ...(key.deletionDate !== undefined && { DeletionDate: key.deletionDate / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: key.keyManager,
    CustomerMasterKeySpec: key.keySpec,
    KeySpec: key.keySpec,
    ...(key.keyUsage === 'ENCRYPT_DECRYPT' && {
      EncryptionAlgorithms: [key.keySpec === 'SYMMETRIC_DEFAULT' ? 'SYMMETRIC_DEFAULT' : 'RSAES_OAEP_SHA_256'],
    }),
    MultiRegion: false,
  };
}

/** Throws unless the key is in one of these states. */
export function checkKeyState(key: KmsKey, allowed: readonly KeyState[]): void {
  if (allowed.includes(key.state)) { return; }
  const state = key.state === 'PendingDeletion' ? 'pending deletion' : key.state.toLowerCase();
  throw new ServiceError('KMSInvalidStateException', `${key.arn} is ${state}.`);
}
