import type { KeyChangeRequest } from './key-change-request';

/**
 * The stack's account, where the alias of its template cannot point to a key because the key is of another account;
 * undefined where it can, or where the text does not say.
 */
export function accountWithoutAlias(
  { aliasFollowsKey, responseTarget: { stackId } }: KeyChangeRequest, key: string,
): string | undefined {
  const [account, owner] = [accountOf(stackId), accountOf(key)];
  return aliasFollowsKey && owner !== undefined && owner !== account ? account : undefined;
}

/** The account in an ARN; undefined where the text is no ARN. */
const accountOf = (arn: string): string | undefined => (arn.startsWith('arn:') ? arn.split(':')[4] : undefined);
