import { LocalAws, type LocalAwsOptions } from '../../local-aws';
import { ServiceError } from '../../types';
import type { CloudFormation } from '../cloudformation';
import type { Json } from '../host';
import { localCloudFormation } from '../local-aws-host';
import type { CloudFormationOptions, DeployOptions } from '../options';

/* The handler in the simulated account: the order of its calls, and what its failures leave behind. */

const MINUTE = 60_000;
const TEBIBYTE = 2 ** 40;
let aws: LocalAws;
let cfn: CloudFormation;

async function start(options: LocalAwsOptions = {}, cloudFormation: CloudFormationOptions = {}): Promise<void> {
  aws = await LocalAws.start(options);
  await aws.stop();
  cfn = localCloudFormation(aws, cloudFormation);
}

const deploy = (properties: Json = {}, options?: DeployOptions) => aws.clock.run(cfn.deploy({
  stackName: 'Stack',
  assetFolder: () => '',
  template: {
    Resources: {
      Namespace: {
        Type: 'AWS::RedshiftServerless::Namespace', Properties: { NamespaceName: 'warehouse', ...properties },
      },
    },
  },
}, options));

/** The calls since the n-th, in order; reads only where they are asked for. */
const callsSince = (from: number, reads = false): string[] => aws.calls.slice(from)
  .filter(({ operation }) => reads || !/^(Get|List|Describe)/.test(operation))
  .map(({ operation, outcome }) => (outcome === 'ok' ? operation : `${operation} ${outcome}`));

const tag = (Key: string, Value: string): Json => ({ Key, Value });
const live = () => aws.redshift.view('warehouse');
const tags = () => Object.fromEntries(Object.entries(aws.redshift.tagsOf('warehouse')).filter(([key]) =>
  !key.startsWith('aws:')));
const lastReason = () => cfn.events('Stack').filter(({ reason }) => reason?.startsWith('Resource handler'))
  .at(-1)?.reason;
const fail = (operation: string, code: string, message: string, times = 1) => {
  const call = aws.call.bind(aws);
  let left = times;
  jest.spyOn(aws, 'call').mockImplementation(async (caller, service, called, input) => {
    if (called !== operation || left === 0) { return call(caller, service, called, input); }
    left -= 1;
    throw new ServiceError(code, message);
  });
};

afterEach(() => jest.restoreAllMocks());

describe('an update', () => {
  beforeEach(() => start());

  test('reads, untags, tags, updates, and reads again (UpdateHandler.java:105-220)', async () => {
    await deploy({ Tags: [tag('a', '1'), tag('b', '1')] });
    const from = aws.calls.length;
    await deploy({ Tags: [tag('a', '2')], LogExports: ['userlog'] });
    const calls = callsSince(from, true).filter((call, index, all) => call !== all[index - 1]);
    expect(calls).toEqual([
      'GetNamespace', 'UntagResource', 'TagResource', 'GetNamespace', 'UpdateNamespace', 'GetNamespace',
      'ListSnapshotCopyConfigurations', 'GetNamespace', 'ListTagsForResource',
      'GetResourcePolicy ResourceNotFoundFault', 'ListSnapshotCopyConfigurations',
    ]);
    expect(tags()).toEqual({ a: '2' });
  });

  test('that is refused leaves the new tags behind (UpdateHandler.java:133-151)', async () => {
    await deploy({ Tags: [tag('a', '1')] });
    fail('UpdateNamespace', 'ValidationException', 'no', 2);
    expect((await deploy({ Tags: [tag('a', '2')], LogExports: ['userlog'] }, { disableRollback: true })).status)
      .toBe('UPDATE_FAILED');
    expect(tags()).toEqual({ a: '2' });
    expect(lastReason()).toMatch(/"no" .*HandlerErrorCode: InvalidRequest/);
  });

  test('a tag of the stack takes precedence, and system tags are on (TagHelper.java:113-123)', async () => {
    const { stackId } = await deploy({ Tags: [tag('a', 'resource'), tag('b', 'resource')] }, { tags: { a: 'stack' } });
    expect(aws.redshift.tagsOf('warehouse')).toEqual({
      'a': 'stack',
      'b': 'resource',
      'aws:cloudformation:stack-name': 'Stack',
      'aws:cloudformation:stack-id': stackId,
      'aws:cloudformation:logical-id': 'Namespace',
    });
    await deploy({ Tags: [tag('a', 'resource'), tag('b', 'resource')] }, { tags: { b: 'stack' } });
    expect(tags()).toEqual({ a: 'resource', b: 'stack' });
  });

  test('of a template with two snapshot copies fails after the update, the creation does not', async () => {
    // UpdateHandler.java:175-178
    const SnapshotCopyConfigurations = ['us-west-1', 'us-west-2'].map((DestinationRegion) => ({ DestinationRegion }));
    expect((await deploy({ SnapshotCopyConfigurations })).status).toBe('CREATE_COMPLETE');
    const from = aws.calls.length;
    const next = { SnapshotCopyConfigurations, LogExports: ['userlog'] };
    expect((await deploy(next, { disableRollback: true })).status).toBe('UPDATE_FAILED');
    expect(callsSince(from)).toEqual(['UpdateNamespace']);
    expect(lastReason()).toContain('only have one snapshot copy configuration per namespace warehouse');
  });

  test('really makes, changes and deletes a snapshot copy and a resource policy', async () => {
    const copies = (rest: Json) => ({ SnapshotCopyConfigurations: [{ DestinationRegion: 'us-west-2', ...rest }] });
    const policy = { NamespaceResourcePolicy: { Statement: [] } };
    await deploy({ ...copies({ SnapshotRetentionPeriod: 7 }), ...policy });
    const steps: readonly (readonly [Json, readonly string[]])[] = [
      [
        { ...copies({ SnapshotRetentionPeriod: 8 }), ...policy },
        ['UpdateNamespace', 'PutResourcePolicy', 'UpdateSnapshotCopyConfiguration'],
      ],
      [
        { ...copies({ DestinationKmsKeyId: 'k' }), NamespaceResourcePolicy: {} },
        [
          'UpdateNamespace', 'DeleteResourcePolicy', 'DeleteSnapshotCopyConfiguration',
          'CreateSnapshotCopyConfiguration',
        ],
      ],
      [{}, ['UpdateNamespace', 'DeleteSnapshotCopyConfiguration']],
    ];
    for (const [properties, want] of steps) {
      const from = aws.calls.length;
      expect((await deploy(properties)).status).toBe('UPDATE_COMPLETE');
      expect(callsSince(from)).toEqual(want);
    }
  });

  test('waits 5 minutes before and 30 after the update, and the change still ends (CFN-1, CFN-49)', async () => {
    const [first, second] = [aws.kms.addKey(), aws.kms.addKey()];
    await deploy({ KmsKeyId: first });
    aws.redshift.setDataSize('warehouse', 24 * TEBIBYTE);
    const before = aws.clock.now();
    expect((await deploy({ KmsKeyId: second })).status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(aws.clock.now() - before).toBe(35 * MINUTE);
    expect(live()).toMatchObject({ status: 'MODIFYING', kmsKeyArn: first });
    await aws.clock.advance(10 * MINUTE);
    expect(live()).toMatchObject({ status: 'AVAILABLE', kmsKeyArn: second });
  });

  test('with a stale first read ends at once, while the key is still being changed', async () => {
    await start({ unknowns: { staleReads: 1 } });
    const [first, second] = [aws.kms.addKey(), aws.kms.addKey()];
    await deploy({ KmsKeyId: first });
    aws.redshift.setDataSize('warehouse', 8 * TEBIBYTE);
    const before = aws.clock.now();
    expect((await deploy({ KmsKeyId: second })).status).toBe('UPDATE_COMPLETE');
    expect(aws.clock.now()).toBe(before);
    expect(live()?.status).toBe('MODIFYING');
  });
});

describe('errors (BaseHandlerStd.java:162-180)', () => {
  interface Case { readonly code: string; readonly message?: string; readonly want: string }
  test.each<Case>([
    { code: 'ValidationException', want: 'InvalidRequest' },
    { code: 'AccessDeniedException', want: 'AccessDenied' },
    { code: 'InternalServerException', want: 'ServiceInternalError' },
    { code: 'ResourceNotFoundException', want: 'NotFound' },
    { code: 'ServiceQuotaExceededException', want: 'ServiceLimitExceeded' },
    { code: 'TooManyTagsException', want: 'ServiceLimitExceeded' },
    { code: 'ConflictException', want: 'ResourceConflict' },
    { code: 'ConflictException', message: 'it already exists', want: 'AlreadyExists' },
    { code: 'ThrottlingException', want: 'GeneralServiceException' },
  ])('$code ($message) is $want', async ({ code, message = 'because', want }) => {
    await start({}, { handlerRetries: 0 });
    await deploy();
    fail('UpdateNamespace', code, message);
    await deploy({ LogExports: ['userlog'] }, { disableRollback: true });
    expect(lastReason()).toContain(`"${message}"`);
    expect(lastReason()).toContain(`HandlerErrorCode: ${want})`);
  });

  test.each([
    [0, 'UPDATE_FAILED'], [1, 'UPDATE_FAILED'], [2, 'UPDATE_COMPLETE'],
  ])('CloudFormation calls the handler %d times again after a conflict: %s', async (handlerRetries, status) => {
    await start({}, { handlerRetries });
    await deploy();
    fail('UpdateNamespace', 'ConflictException', 'busy', 2);
    expect((await deploy({ LogExports: ['userlog'] }, { disableRollback: true })).status).toBe(status);
  });

  test('a refused request is not tried again', async () => {
    await start({}, { handlerRetries: 5 });
    await deploy();
    fail('UpdateNamespace', 'ValidationException', 'no');
    expect((await deploy({ LogExports: ['userlog'] }, { disableRollback: true })).status).toBe('UPDATE_FAILED');
  });
});

test('by default, a conflict that ends within seconds fails nothing (CFN-45)', async () => {
  await start();
  await deploy();
  fail('UpdateNamespace', 'ConflictException', 'busy', 3);
  expect((await deploy({ LogExports: ['userlog'] })).status).toBe('UPDATE_COMPLETE');
});

describe('a deletion', () => {
  const remove = () => aws.clock.run(cfn.deleteStack('Stack'));

  test('waits for the secret of a managed password (DeleteHandler.java:44)', async () => {
    await start({ unknowns: { secretLingersMs: 5 * MINUTE } });
    await deploy({ ManageAdminPassword: true });
    const before = aws.clock.now();
    expect((await remove()).status).toBe('DELETE_COMPLETE');
    expect(aws.clock.now() - before).toBeGreaterThanOrEqual(5 * MINUTE);
  });

  test('fails after 30 minutes (BaseHandlerStd.java:39)', async () => {
    await start({ unknowns: { secretLingersMs: 60 * MINUTE } });
    await deploy({ ManageAdminPassword: true });
    const before = aws.clock.now();
    expect((await remove()).status).toBe('DELETE_FAILED');
    expect(aws.clock.now() - before).toBe(30 * MINUTE);
    expect(lastReason()).toContain('NotStabilized');
  });

  test('of a namespace that is gone counts as done', async () => {
    await start();
    await deploy();
    await aws.call(aws.administrator, 'redshift-serverless', 'DeleteNamespace', { namespaceName: 'warehouse' });
    await aws.clock.advance(MINUTE);
    expect((await remove()).status).toBe('DELETE_COMPLETE');
  });
});

describe('a drift-aware change set', () => {
  beforeEach(() => start());

  test('moves a namespace back whose key was changed outside of the template', async () => {
    const [first, second] = [aws.kms.addKey({ alias: 'alias/warehouse' }), aws.kms.addKey()];
    const KmsKeyId = 'arn:aws:kms:us-east-1:111122223333:alias/warehouse';
    await deploy({ KmsKeyId });
    aws.redshift.changeKeyByHand('warehouse', second);
    // The same template: without the option, there is nothing to do.
    expect((await deploy({ KmsKeyId })).outcome).toBe('NO_CHANGES');
    expect((await deploy({ KmsKeyId, LogExports: ['userlog'] })).status).toBe('UPDATE_COMPLETE');
    expect(live()?.kmsKeyArn).toBe(second);
    expect((await deploy({ KmsKeyId, LogExports: ['userlog'] }, { revertDrift: true })).status).toBe('UPDATE_COMPLETE');
    expect(cfn.namespaceUpdates.at(-1)?.sent).toEqual({ namespaceName: 'warehouse', kmsKeyId: KmsKeyId });
    expect(live()?.kmsKeyArn).toBe(first);
  });

  test('sends an alias even where it names the key that the namespace is on', async () => {
    aws.kms.addKey({ alias: 'alias/warehouse' });
    await deploy({ KmsKeyId: 'alias/warehouse' });
    await deploy({ KmsKeyId: 'alias/warehouse' }, { revertDrift: true });
    expect(cfn.namespaceUpdates.at(-1)?.sent).toMatchObject({ kmsKeyId: 'alias/warehouse' });
  });

  test('leaves what has not drifted', async () => {
    const KmsKeyId = aws.kms.addKey();
    const properties = { KmsKeyId, LogExports: ['userlog', 'connectionlog'], Tags: [tag('a', '1')] };
    await deploy(properties);
    const from = aws.calls.length;
    expect((await deploy(properties, { revertDrift: true })).status).toBe('UPDATE_COMPLETE');
    expect(callsSince(from)).toEqual([]);
  });

  test('a role with a path is drift for ever (Translator.java:85)', async () => {
    const IamRoles = ['arn:aws:iam::111122223333:role/service-role/reader'];
    await deploy({ IamRoles });
    await deploy({ IamRoles }, { revertDrift: true });
    expect(cfn.namespaceUpdates.at(-1)?.previous.IamRoles).toEqual(['arn:aws:iam::111122223333:role/service-role']);
    expect(cfn.namespaceUpdates.at(-1)?.sent).toEqual({ namespaceName: 'warehouse', iamRoles: IamRoles });
  });
});
