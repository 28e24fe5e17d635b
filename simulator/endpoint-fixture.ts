import { LocalAws } from './local-aws';

export interface EndpointFixture {
  readonly aws: LocalAws;
  /** ARN of the key that the namespace is on */
  readonly key: string;
  /** ARN of another key */
  readonly other: string;
}

/** An account with the namespace `warehouse` on the first of two keys, and with no calls recorded. */
export async function endpointFixture(): Promise<EndpointFixture> {
  const aws = await LocalAws.start();
  const key = aws.kms.addKey();
  const other = aws.kms.addKey();
  await aws.call(aws.administrator, 'redshift-serverless', 'CreateNamespace', {
    namespaceName: 'warehouse',
    kmsKeyId: key,
  });
  await aws.clock.advance(60_000);
  aws.calls.length = 0;
  return { aws, key, other };
}
