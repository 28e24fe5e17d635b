import { LocalAws } from '../local-aws';
import { Unknowns } from '../types';

export const NAME = 'warehouse';

export interface Fixture {
  readonly aws: LocalAws;
  /** ARN of the namespace's key */
  readonly first: string;
  /** ARN of another key */
  readonly second: string;
}

/** An account with a namespace on the first of two keys, without an HTTP endpoint. */
export async function fixture(unknowns: Partial<Unknowns> = {}, kmsKeyId?: string): Promise<Fixture> {
  const aws = await LocalAws.start({ unknowns });
  const first = aws.kms.addKey({ alias: 'alias/warehouse' });
  const second = aws.kms.addKey();
  const tags = [{ key: 'team', value: 'data' }];
  await call(aws, 'CreateNamespace', { namespaceName: NAME, kmsKeyId: kmsKeyId ?? first, tags });
  await aws.clock.advance(30_000);
  await aws.stop();
  return { aws, first, second };
}

/** One call as an administrator, or as the role `principal`. */
export function call(
  aws: LocalAws,
  operation: string,
  input: Record<string, unknown>,
  principal?: string,
): Promise<Record<string, unknown>> {
  const caller = principal === undefined ? aws.administrator : { principal, administrator: false };
  return aws.call(caller, 'redshift-serverless', operation, input);
}

export function changeKey(aws: LocalAws, kmsKeyId: string, principal?: string): Promise<Record<string, unknown>> {
  return call(aws, 'UpdateNamespace', { namespaceName: NAME, kmsKeyId }, principal);
}

export async function read(aws: LocalAws): Promise<{ status: string; kmsKeyId: string }> {
  return (await call(aws, 'GetNamespace', { namespaceName: NAME })).namespace as { status: string; kmsKeyId: string };
}
