import type { RehearsedAccount } from './rehearsed-account';
import type { ResourceDescription } from '../../../simulator/cloudformation';

/** What a person calls the keys of the account: `generation 2`, the logical id, the alias, or the ARN. */
export function keyNamesOf(
  { aws }: RehearsedAccount, resources: readonly ResourceDescription[],
): Readonly<Record<string, string>> {
  const ids = new Map(resources.filter(({ type }) => type === 'AWS::KMS::Key')
    .map(({ physicalId, logicalId }) => [physicalId, logicalId]));
  return Object.fromEntries(aws.kms.allKeys().map(({ arn, keyId }) => {
    const logicalId = ids.get(keyId);
    const generation = /KeyGeneration(\d+)[0-9A-F]{8}$/.exec(logicalId ?? '')?.[1];
    return [arn, generation === undefined ? logicalId ?? arn : `generation ${generation}`];
  }));
}
