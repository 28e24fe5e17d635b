import { Bench, plain } from './fake-host';
import type { Json } from './host';

const namespace = (properties: object = {}) => JSON.parse(JSON.stringify({
  Type: 'AWS::RedshiftServerless::Namespace',
  Properties: { NamespaceName: 'warehouse', KmsKeyId: 'alias/a', ...properties },
})) as Json;

describe('the official namespace handler', () => {
  const created = async () => {
    const bench = new Bench();
    await expect(bench.deploy({ N: namespace() })).resolves.toBe('CREATE_COMPLETE');
    bench.forget();
    return bench;
  };

  test('sends all changed properties in one call, and nothing for a key that was removed', async () => {
    const bench = await created();
    await bench.deploy({
      N: namespace({ KmsKeyId: undefined, LogExports: ['userlog'], DefaultIamRoleArn: 'r', IamRoles: ['r'] }),
    });
    expect(bench.cfn.namespaceUpdates.map((update) => update.sent)).toEqual([
      { namespaceName: 'warehouse', logExports: ['userlog'], defaultIamRoleArn: 'r', iamRoles: ['r'] },
    ]);
    expect(bench.cfn.namespaceUpdates[0]).toMatchObject({ previous: { KmsKeyId: 'alias/a' }, stackName: 'Stack' });
  });

  test('calls UpdateNamespace for a change of tags only', async () => {
    const bench = await created();
    await bench.deploy({ N: namespace({ Tags: [{ Key: 'a', Value: '1' }] }) });
    expect(bench.cfn.namespaceUpdates.map((update) => update.sent)).toEqual([{ namespaceName: 'warehouse' }]);
    expect(bench.host.log).toContain(
      'TagResource {"resourceArn":"arn:namespace/warehouse","tags":[{"key":"a","value":"1"}]}',
    );
  });

  test('fails after 30 minutes, and in its rollback after 5', async () => {
    const bench = await created();
    bench.host.updateMinutes = 45;
    const start = bench.host.clock.now();
    await expect(bench.deploy({ N: namespace({ KmsKeyId: 'new' }) })).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    const failed = bench.cfn
      .events('Stack')
      .filter((event) => event.logicalId === 'N' && event.status === 'UPDATE_FAILED');
    expect(failed.map((event) => Math.round((event.at - start) / 60_000))).toEqual([30, 35]);
    expect(failed[0].reason?.replace(/[0-9a-f-]{36}/, '…')).toBe(
      'Resource handler returned message: "Exceeded attempts to wait" '
        + '(RequestToken: …, HandlerErrorCode: NotStabilized)',
    );
    await bench.host.clock.advance(20 * 60_000);
    await expect(bench.run(bench.cfn.continueUpdateRollback('Stack'))).resolves.toMatchObject({
      status: 'UPDATE_ROLLBACK_FAILED',
    });
    expect(bench.cfn.namespaceUpdates.at(-1)?.sent).toEqual({ namespaceName: 'warehouse', kmsKeyId: 'alias/a' });
  });

  test('another name replaces the namespace', async () => {
    const bench = await created();
    await bench.deploy({ N: namespace({ NamespaceName: 'other' }) });
    expect(bench.calls()).toEqual(['create N', 'delete N']);
  });

  test('an error of the service is in the reason, with a handler error code', async () => {
    const bench = await created();
    const call = bench.host.call.bind(bench.host);
    jest.spyOn(bench.host, 'call').mockImplementation(async (caller, service, operation, input) => {
      const busy = operation === 'UpdateNamespace' && bench.host.log.push('busy') > 0;
      if (busy) { await call(caller, service, 'UpdateNamespace', { namespaceName: 'warehouse' }); }
      return call(caller, service, operation, input);
    });
    await bench.deploy({ N: namespace({ LogExports: [] }) });
    expect(bench.rows().join('\n'))
      .toMatch(/There is an operation running on the namespace\..*HandlerErrorCode: ResourceConflict/);
  });
});

test('functions, roles, policies and state machines are created in the account', async () => {
  const bench = new Bench();
  await expect(bench.deploy({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {},
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [] } }],
      },
    },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'q', PolicyDocument: { Statement: [] }, Roles: [{ Ref: 'Role' }] },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'b', S3Key: 'h.zip' },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Timeout: 60,
        Environment: { Variables: { A: 'b' } },
      },
    },
    Invoke: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Function' },
        Qualifier: '$LATEST',
        MaximumEventAgeInSeconds: 300,
        MaximumRetryAttempts: 2,
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: { 'Fn::Join': ['', ['{"f":"', { 'Fn::GetAtt': ['Function', 'Arn'] }, '"}']] },
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'logs' } },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } },
    Topic: { Type: 'AWS::SNS::Topic' },
    Last: plain({ Value: { 'Fn::GetAtt': ['Machine', 'Arn'] } }),
  })).resolves.toBe('CREATE_COMPLETE');
  const log = bench.host.log.join('\n');
  expect(log).toMatch(/putRole \["Stack-Role-[A-Z0-9]{12}",\{"p":\{"Statement":\[\]\}\},\{"path":"\/","trustP/);
  expect(log).toMatch(/putRolePolicy \["Stack-Role-[A-Z0-9]{12}","q"/);
  expect(log.replace(/-[A-Z0-9]{12}/g, '-…')).toContain('createFunction [{"name":"Stack-Function-…",'
    + '"arn":"arn:aws:lambda:us-east-1:111122223333:function:Stack-Function-…","folder":"/assets/h.zip",'
    + '"handler":"index.handler","timeoutSeconds":60,"env":{"A":"b"},"roleName":"Stack-Role-');
  expect(log).toMatch(
    /updateFunction \["Stack-Function-[A-Z0-9]{12}",\{"maximumEventAgeSeconds":300,"maximumRetryAttempts":2\}\]/,
  );
  expect(log).toMatch(/createStateMachine \[\{"name":"Machine-[A-Z0-9]{12}"/);
  expect(bench.cfn.describe('Stack').resources.Alarm.properties.AlarmActions)
    .toEqual([expect.stringContaining('arn:aws:sns:us-east-1:111122223333:Stack-Topic-')]);
  await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
});

test('the Delete of a key schedules its deletion, and a reserved alias is refused', async () => {
  const bench = new Bench();
  const key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {}, PendingWindowInDays: 7, EnableKeyRotation: true } };
  const alias = (AliasName: string) => ({
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName, TargetKeyId: { Ref: 'Key' } },
  });
  await bench.deploy({ Key: key, Alias: alias('alias/mine') });
  await bench.run(bench.cfn.deleteStack('Stack'));
  expect(bench.host.log.slice(-3)).toEqual([
    'DeleteAlias {"AliasName":"alias/mine"}',
    'DescribeKey {"KeyId":"key-1"}',
    'ScheduleKeyDeletion {"KeyId":"key-1","PendingWindowInDays":7}',
  ]);
  await expect(bench.deploy({ Key: key, Alias: alias('alias/aws/redshift') })).resolves.toBe('ROLLBACK_COMPLETE');
});
