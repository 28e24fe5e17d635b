import type { aws_kms as kms } from 'aws-cdk-lib';
import { AWS_OWNED_KMS_KEY } from '../key-change/contract';

/**
 * The wish for the key that AWS owns, where a key change takes a key. Within this library alone: there is no such
 * construct, and only RotatableNamespace, which guards it, may wish so.
 */
export const AWS_OWNED_KEY = Object.freeze({ keyArn: AWS_OWNED_KMS_KEY }) as unknown as kms.IKey;

export const isAwsOwnedKey = (key: kms.IKey): boolean => key === AWS_OWNED_KEY;
