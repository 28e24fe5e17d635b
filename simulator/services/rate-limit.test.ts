import { RateLimits } from './rate-limit';
import { VirtualClock } from '../clock';
import { LocalAws } from '../local-aws';
import { ServiceError } from '../types';

describe('a limit of calls', () => {
  test('as many at once as in a second, then one for each part of a second', async () => {
    const clock = new VirtualClock();
    const limits = new RateLimits(clock);
    limits.set('kms', 5);
    const admitted = (calls: number) =>
      Array.from({ length: calls }, () => limits.admits('kms')).filter(Boolean).length;
    expect(admitted(8)).toBe(5);
    await clock.advance(199);
    expect(admitted(1)).toBe(0);
    await clock.advance(1);
    expect(admitted(2)).toBe(1);
    await clock.advance(60_000);
    expect(admitted(8)).toBe(5);
  });

  test('a service without a limit admits everything', () => {
    const limits = new RateLimits(new VirtualClock());
    limits.set('kms', 1);
    expect([1, 2, 3].map(() => limits.admits('states'))).toEqual([true, true, true]);
  });

  test('a call over HTTP beyond it is throttled, and calls of CloudFormation count', async () => {
    const aws = await LocalAws.start();
    aws.setRateLimit('redshift-serverless', 2);
    const { credentials, endpoint } = aws.sdkConfig(aws.administrator);
    const read = async () => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'x-amz-target': 'RedshiftServerless.GetNamespace',
          'authorization': `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/x`,
        },
        body: JSON.stringify({ namespaceName: 'warehouse' }),
      });
      return ((await response.json()) as { __type: string }).__type;
    };
    await aws.call(aws.administrator, 'redshift-serverless', 'GetNamespace', { namespaceName: 'warehouse' })
      .catch((error: unknown) => expect(error).toBeInstanceOf(ServiceError));
    expect([await read(), await read()]).toEqual(['ResourceNotFoundException', 'ThrottlingException']);
    expect(aws.calls.at(-1)).toMatchObject({ operation: 'GetNamespace', outcome: 'ThrottlingException' });
    await aws.stop();
  });
});
