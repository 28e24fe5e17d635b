import { Stack, type ResourceEnvironment, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AWS_OWNED_KMS_KEY } from '../contract';

/**
 * Stands for the key that AWS owns, where a key change takes a reference to a key. Only RotatableNamespace, which
 * guards it, may request it.
 */
export class AwsOwnedKey extends Construct implements kms.IKeyRef {
  public readonly keyRef: kms.KeyReference = { keyArn: AWS_OWNED_KMS_KEY, keyId: AWS_OWNED_KMS_KEY };

  public get env(): ResourceEnvironment {
    const { account, region } = Stack.of(this);
    return { account, region };
  }
}
