import type { KeyObservation } from './observation';

/** What KMS says of a key, as far as it matters here. */
export interface KeyDescription {
  readonly arn: string;
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
  readonly manager: string;
  /** milliseconds since 1970 */
  readonly createdAt?: number;
}

/** Whether Amazon Redshift Serverless can use a key: symmetric, for encryption, enabled, and a customer managed one. */
export function usabilityOf(key: KeyDescription): KeyObservation {
  const reason = unusableBecause(key);
  const { arn: keyArn, createdAt } = key;
  return reason ? { kind: 'unusable', reason, keyArn, createdAt } : { kind: 'usable', keyArn, createdAt };
}

function unusableBecause(key: KeyDescription): string | undefined {
  if (key.manager !== 'CUSTOMER') {
    return `key ${key.arn} is managed by AWS (KeyManager ${key.manager}); give a customer managed key`;
  }
  if (key.usage !== 'ENCRYPT_DECRYPT') {
    return (
      `key ${key.arn} has the usage ${key.usage}, and a namespace needs ENCRYPT_DECRYPT; give a symmetric `
      + 'encryption key'
    );
  }
  if (key.spec !== 'SYMMETRIC_DEFAULT') {
    return (
      `key ${key.arn} is of the kind ${key.spec}, and a namespace needs SYMMETRIC_DEFAULT; give a symmetric `
      + 'encryption key'
    );
  }
  switch (key.state) {
    case 'Enabled': return undefined;
    case 'PendingDeletion':
      return `key ${key.arn} is scheduled for deletion; cancel its deletion and enable it, or give another key`;
    case 'Disabled': return `key ${key.arn} is disabled; enable it, or give another key`;
    default: return `key ${key.arn} is in the state ${key.state}; wait until it is Enabled, or give another key`;
  }
}

/** Why a key cannot be one of this Region's, if its ARN tells; keys are regional. */
export function wrongRegion(key: string, region: string): string | undefined {
  const [arn, , service, keyRegion] = key.split(':');
  return arn === 'arn' && service === 'kms' && keyRegion !== region
    ? `key ${key} is of the Region ${keyRegion}, and the namespace is in ${region}; give a key of ${region}`
    : undefined;
}

export const keyNotFound = (key: string): KeyObservation => ({
  kind: 'unusable',
  reason: `key ${key} does not exist; check its id, account and Region, or give another key`,
});
