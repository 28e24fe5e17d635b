import { FUNCTION_TIMEOUT_SECONDS } from '../../src/contract';

interface Config {
  readonly maxAttempts?: number;
  readonly requestHandler?: {
    readonly connectionTimeout?: number;
    readonly requestTimeout?: number;
    readonly throwOnRequestTimeout?: boolean;
    readonly httpsAgent?: { readonly keepAlive?: boolean };
  };
}

/** The configurations that the function's clients are made with, in order, by the name of the client. */
function configurations(): Readonly<Record<string, Config[]>> {
  const made: Record<string, Config[]> = {};
  const sender: Config[] = [];
  const recording = (name: string) => class { constructor(config: Config) { (made[name] ??= []).push(config); } };
  jest.isolateModules(() => {
    for (const [module, name] of [
      ['@aws-sdk/client-redshift-serverless', 'RedshiftServerlessClient'], ['@aws-sdk/client-kms', 'KMSClient'],
      ['@aws-sdk/client-cloudformation', 'CloudFormationClient'], ['@aws-sdk/client-sfn', 'SFNClient'],
    ] as const) {
      jest.doMock(module, () => ({ ...jest.requireActual<object>(module), [name]: recording(name) }));
    }
    jest.doMock('../../src/handler/aws/response-sender', () => ({
      preSignedResponseSender: (requestTimeout: number) => { sender.push({ requestHandler: { requestTimeout } }); },
    }));
    jest.requireActual('../../src/handler/lambda');
  });
  jest.resetModules();
  return { ...made, sender };
}

const READING: Config = {
  maxAttempts: 3, requestHandler: { connectionTimeout: 3000, requestTimeout: 8000, throwOnRequestTimeout: true },
};

test('each client gives up in time, and only reading is retried', () => {
  const { RedshiftServerlessClient, KMSClient, CloudFormationClient, SFNClient, sender } = configurations();
  expect(KMSClient).toEqual([READING]);
  expect(CloudFormationClient).toEqual([READING]);
  const [reader, updater] = RedshiftServerlessClient!;
  expect(reader).toEqual(READING);
  // A retry of the SDK would be a second update, and a kept connection may have gone stale.
  expect(updater).toMatchObject({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 3000, requestTimeout: 25_000, throwOnRequestTimeout: true, httpsAgent: { keepAlive: false },
    },
  });
  const [starter, lister] = SFNClient!;
  expect(starter).toEqual({
    maxAttempts: 1, requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  expect(lister).toEqual(READING);
  expect(sender).toEqual([{ requestHandler: { requestTimeout: 8000 } }]);
});

test('all tries of one invocation fit into the function\'s timeout', () => {
  const { SFNClient, RedshiftServerlessClient, sender } = configurations();
  const slowest = ({ requestHandler: { connectionTimeout = 0, requestTimeout = 0 } = {} }: Config) =>
    connectionTimeout + requestTimeout;
  const starts = 5 * slowest(SFNClient![0]!) + 15_000;
  const responses = 4 * slowest(sender![0]!) + 7000;
  for (const ms of [starts, responses, slowest(RedshiftServerlessClient![1]!)]) {
    expect(ms).toBeLessThanOrEqual(FUNCTION_TIMEOUT_SECONDS * 1000);
  }
});
