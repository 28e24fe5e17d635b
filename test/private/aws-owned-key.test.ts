import { AwsOwnedKey } from '../../src/private/aws-owned-key';
import { ENV, newStack } from '../templates';

test('stands for the AWS-owned key, in the account and Region of its stack', () => {
  const key = new AwsOwnedKey(newStack(), 'Key');
  expect(key.keyRef).toEqual({ keyArn: 'AWS_OWNED_KMS_KEY', keyId: 'AWS_OWNED_KMS_KEY' });
  expect(key.env).toEqual(ENV);
});
