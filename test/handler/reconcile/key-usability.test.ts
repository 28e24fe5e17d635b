import {
  keyNotFound, usabilityOf, wrongRegion, type KeyDescription,
} from '../../../src/handler/reconcile/key-usability';
import { NEW, REGION } from '../support';

describe('whether a namespace can use a key', () => {
  const key = (over: Partial<KeyDescription> = {}): KeyDescription =>
    ({ arn: NEW, state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', manager: 'CUSTOMER', ...over });

  test('enabled, symmetric, for encryption, customer managed -> usable', () => {
    expect(usabilityOf(key())).toEqual({ kind: 'usable', keyArn: NEW });
  });

  test.each<[string, Partial<KeyDescription>, RegExp]>([
    ['disabled', { state: 'Disabled' }, /is disabled; enable it/],
    ['pending deletion', { state: 'PendingDeletion' }, /scheduled for deletion; cancel its deletion/],
    ['pending import', { state: 'PendingImport' }, /is in the state PendingImport; wait until it is Enabled/],
    ['of no known state', { state: 'unknown' }, /is in the state unknown/],
    ['asymmetric, for encryption', { spec: 'RSA_4096' }, /is of the kind RSA_4096.*needs SYMMETRIC_DEFAULT/],
    [
      'asymmetric, for signing',
      { spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' },
      /has the usage SIGN_VERIFY.*needs ENCRYPT_DECRYPT/,
    ],
    ['HMAC', { spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }, /has the usage GENERATE_VERIFY_MAC/],
    ['managed by AWS', { manager: 'AWS' }, /is managed by AWS \(KeyManager AWS\); give a customer managed key/],
  ])('%s -> unusable, with the key and the remedy', (_name, over, reason) => {
    const observation = usabilityOf(key(over));
    expect(observation).toMatchObject({ kind: 'unusable', keyArn: NEW, reason: expect.stringMatching(reason) });
    expect(observation).toMatchObject({ reason: expect.stringContaining(`key ${NEW}`) });
  });

  test('not found', () => {
    const reason = expect.stringContaining(`${NEW} does not exist; check its id, account and Region`);
    expect(keyNotFound(NEW)).toMatchObject({ kind: 'unusable', reason });
  });

  test.each<[string, string, boolean]>([
    ['a key ARN of this Region', NEW, false],
    ['an alias ARN of this Region', `arn:aws:kms:${REGION}:111122223333:alias/warehouse`, false],
    ['a key of another Region', 'arn:aws:kms:us-east-1:111122223333:key/x', true],
    ['an alias of another Region', 'arn:aws:kms:us-east-1:111122223333:alias/x', true],
    ['a key of another Region of China', 'arn:aws-cn:kms:cn-north-1:111122223333:key/x', true],
    ['a key of another GovCloud Region', 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/x', true],
    ['no ARN, though it resembles one: KMS will refuse it', 'name:aws:kms:us-east-1:111122223333:key/x', false],
    ['a key id', '1234abcd-12ab-34cd-56ef-1234567890ab', false],
    ['an alias name', 'alias/warehouse', false],
    ['an ARN of another service: KMS will refuse it', 'arn:aws:s3:::bucket', false],
  ])('of another Region, or not: %s', (_name, given, wrong) => {
    const reason = wrongRegion(given, REGION);
    expect(reason !== undefined).toBe(wrong);
    if (wrong) {
      expect(reason).toMatch(
        /^key arn:.* is of the Region .*, and the namespace is in eu-central-1; give a key of eu-central-1$/,
      );
    }
  });

  test('a key of China in its own Region is right', () => {
    expect(wrongRegion('arn:aws-cn:kms:cn-north-1:111122223333:key/x', 'cn-north-1')).toBeUndefined();
  });
});
