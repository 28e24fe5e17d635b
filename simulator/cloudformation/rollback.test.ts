import { Bench, custom, failure, plain, stackOf, succeed, success } from './fake-host';

const broken = plain({ FailOn: 'create' }, { DependsOn: ['A', 'B'] });
const pair = (a: string, b: string) => ({
  A: custom({ Value: a }),
  B: custom({ Value: b }, { DependsOn: 'A' }),
  C: custom({ Value: 'c' }, { DependsOn: 'B' }),
});

describe('rollback of an update', () => {
  test('CFN-12: calls only what the failed update had modified, with the properties swapped, in order', async () => {
    const bench = new Bench();
    await bench.deploy(pair('1', '1'));
    bench.forget();
    await expect(bench.deploy({ ...pair('2', '2'), Broken: broken })).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
    // C was not modified. Broken was created by the update, so the clean-up phase deletes it.
    expect(bench.calls()).toEqual([
      'update A', 'update B', 'create Broken',
      'rollback update A', 'rollback update B', 'rollback delete Broken',
    ]);
    expect(bench.cfn.requests.at(-2)?.event).toMatchObject({
      RequestType: 'Update',
      LogicalResourceId: 'A',
      ResourceProperties: { Value: '1' },
      OldResourceProperties: { Value: '2' },
    });
    const rows = bench.rows();
    expect(rows.indexOf('Stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(
      rows.indexOf('Broken DELETE_IN_PROGRESS'),
    );
    expect(rows).toContain('Stack UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Broken]. ');
    bench.forget();
    await expect(bench.run(bench.cfn.deploy(stackOf(pair('1', '1'))))).resolves.toMatchObject({
      outcome: 'NO_CHANGES',
    });
  });

  test('CFN-9: a failed Update is followed by an Update with the properties swapped', async () => {
    const bench = new Bench();
    await bench.deploy(pair('1', '1'));
    bench.forget();
    bench.host.handler = (event) => ({
      body: event.ResourceProperties.Value === '2' ? failure(event, 'no') : success(event),
    });
    const outcome = await bench.run(bench.cfn.deploy(stackOf(pair('2', '1'))));
    expect(outcome).toMatchObject({ outcome: 'FAILED', status: 'UPDATE_ROLLBACK_COMPLETE' });
    const cause = 'Received response status [FAILED] from custom resource. Message returned: no (RequestId: ';
    expect(outcome.cause?.slice(0, cause.length)).toBe(cause);
    expect(outcome.cause?.slice(cause.length)).toMatch(/^[0-9a-f-]{36}\)$/);
    expect(bench.calls()).toEqual(['update A', 'rollback update A']);
  });

  test('a replacement is rolled back without a call, and the new physical resource is deleted', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain({ Name: 'one' }), B: plain({ Value: { Ref: 'A' } }) });
    bench.forget();
    const next = { A: plain({ Name: 'two' }), B: plain({ Value: { Ref: 'A' }, FailOn: 'update' }) };
    await expect(bench.deploy(next)).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.calls()).toEqual(['create A', 'update B', 'rollback update B', 'rollback delete A']);
    expect(bench.cfn.calls.at(-1)?.physicalId).toBe('two');
    expect(bench.cfn.describe('Stack').resources.A).toMatchObject({ physicalId: 'one', status: 'UPDATE_COMPLETE' });
    expect(bench.cfn.describe('Stack').resources.B.properties.Value).toBe('one');
  });

  test.each([['Retain', false], ['RetainExceptOnCreate', true], ['Delete', true]])(
    'CFN-13: a new resource with DeletionPolicy %s in a failed update', async (policy, deleted) => {
      const bench = new Bench();
      await bench.deploy({ A: plain() });
      bench.forget();
      await bench.deploy({
        A: plain(),
        Key: plain({}, { DeletionPolicy: policy }),
        Broken: plain({ FailOn: 'create' }, { DependsOn: 'Key' }),
      });
      expect(bench.calls().includes('rollback delete Key')).toBe(deleted);
      expect(bench.rows().includes('Key DELETE_SKIPPED')).toBe(!deleted);
      expect(Object.keys(bench.cfn.describe('Stack').resources)).toEqual(['A']);
    });

  test('CloudFormation stops waiting for what is in progress, and rolls it back', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom({ Value: '1' }), B: plain({ Seconds: 1 }) });
    bench.forget();
    bench.host.handler = (event) => ({
      afterSeconds: event.ResourceProperties.Value === '2' ? 3000 : 10,
      body: success(event),
    });
    await bench.deploy({ A: custom({ Value: '2' }), B: plain({ Seconds: 60, FailOn: 'update' }) });
    expect(bench.rows()).toContain('A UPDATE_FAILED Resource update cancelled');
    const [, forward, back] = bench.cfn.requests;
    expect(back.at - forward.at).toBe(60_000);
    await bench.host.clock.advance(4_000_000);
    expect(bench.cfn.responses.at(-1)).toMatchObject({ requestId: forward.event.RequestId, counted: false });
    expect(bench.cfn.statusOf('Stack')).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('ContinueUpdateRollback continues where the rollback failed', async () => {
    const bench = new Bench();
    await bench.deploy(pair('1', '1'));
    bench.forget();
    let refuses = true;
    bench.host.handler = (event) => ({
      body: refuses && event.LogicalResourceId === 'B' && event.ResourceProperties.Value === '1'
        ? failure(event, 'not back')
        : success(event),
    });
    const next = {
      ...pair('2', '2'),
      C: custom({ Value: 'd' }, { DependsOn: 'B' }),
      Broken: plain({ FailOn: 'create' }, { DependsOn: 'C' }),
    };
    await expect(bench.deploy(next)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    expect(bench.calls().slice(4)).toEqual(['rollback update A', 'rollback update B']);
    expect(bench.cfn.describe('Stack')).toMatchObject({ reason: 'The following resource(s) failed to update: [B]. ' });
    await expect(bench.deploy(next)).rejects.toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated');
    bench.forget();
    refuses = false;
    await expect(bench.run(bench.cfn.continueUpdateRollback('Stack'))).resolves.toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(bench.calls()).toEqual(['rollback update B', 'rollback update C', 'rollback delete Broken']);
  });

  test('resourcesToSkip are taken for rolled back, without a call', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain({ FailOn: 'rollback' }) });
    const next = {
      A: plain({ FailOn: 'rollback', Value: '2' }),
      Broken: plain({ FailOn: 'create' }, { DependsOn: 'A' }),
    };
    await expect(bench.deploy(next)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    bench.forget();
    const skip = (logicalId: string) =>
      bench.run(bench.cfn.continueUpdateRollback('Stack', { resourcesToSkip: [logicalId] }));
    await expect(skip('X')).rejects.toThrow('not in UPDATE_FAILED state: [X]');
    await expect(skip('A')).resolves.toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(bench.calls()).toEqual(['rollback delete Broken']);
  });

  test('a changed ServiceToken fails without a call, and is rolled back without one', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom({ Value: '1' }) });
    bench.forget();
    const ServiceToken = 'arn:aws:lambda:us-east-1:111122223333:function:other';
    await expect(bench.deploy({ A: custom({ ServiceToken }) })).resolves.toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.rows()).toContain('A UPDATE_FAILED Modifying service token is not allowed.');
    expect(bench.calls()).toEqual([]);
    expect(bench.cfn.describe('Stack').resources.A.status).toBe('UPDATE_COMPLETE');
  });
});

describe('CancelUpdateStack', () => {
  test('stops waiting for what is in progress, rolls back, and ignores the late response', async () => {
    const bench = new Bench();
    await bench.deploy(pair('1', '1'));
    bench.forget();
    bench.host.handler = (event) => ({
      afterSeconds: event.ResourceProperties.Value === '2' ? 1800 : 10,
      body: success(event),
    });
    const update = bench.cfn.deploy(stackOf(pair('2', '2')));
    await bench.host.clock.advance(120_000);
    await expect(bench.run(bench.cfn.cancelUpdate('Stack'))).resolves.toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    await expect(bench.run(update)).resolves.toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outcome: 'FAILED' });
    expect(bench.calls()).toEqual(['update A', 'rollback update A']);
    const [forward, back] = bench.cfn.requests.slice(-2);
    expect(back.at - forward.at).toBe(120_000);
    await bench.host.clock.advance(3_600_000);
    expect(bench.cfn.responses.at(-1)?.counted).toBe(false);
  });

  test('only while an update is in progress', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain() });
    await expect(bench.cfn.cancelUpdate('Stack')).rejects.toThrow(
      'CancelUpdateStack cannot be called from current stack status',
    );
  });
});

describe('without rollback', () => {
  const noRollback = { disableRollback: true };

  test('a failed creation is kept, and the next deployment continues it', async () => {
    const bench = new Bench();
    const resources = (FailOn?: string) => ({
      A: plain(),
      Broken: plain({ ...(FailOn && { FailOn }) }, { DependsOn: 'A' }),
      Path: plain({ Seconds: 50 }),
    });
    await expect(bench.deploy(resources('create'), {}, noRollback)).resolves.toBe('CREATE_FAILED');
    // Independent paths are not cancelled.
    expect(bench.cfn.describe('Stack').resources.Path.status).toBe('CREATE_COMPLETE');
    bench.forget();
    await expect(bench.deploy(resources(), {}, noRollback)).resolves.toBe('UPDATE_COMPLETE');
    expect(bench.calls()).toEqual(['delete Broken', 'create Broken']);
  });

  test('a failed update is kept, the next one retries it, and RollbackStack rolls it back', async () => {
    const bench = new Bench();
    await bench.deploy(pair('1', '1'));
    bench.host.handler = (event) => ({
      body: event.LogicalResourceId === 'B' && event.ResourceProperties.Value === '2'
        ? failure(event, 'no')
        : success(event),
    });
    await expect(bench.deploy(pair('2', '2'), {}, noRollback)).resolves.toBe('UPDATE_FAILED');
    bench.forget();
    await expect(bench.deploy(pair('2', '2'), {}, noRollback)).resolves.toBe('UPDATE_FAILED');
    expect(bench.calls()).toEqual(['update B']);
    expect(bench.cfn.calls[0]).toMatchObject({ properties: { Value: '2' }, previous: { Value: '1' } });
    bench.forget();
    await expect(bench.run(bench.cfn.rollbackStack('Stack'))).resolves.toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(bench.calls()).toEqual(['rollback update A', 'rollback update B']);
    bench.host.handler = succeed;
    await expect(bench.deploy(pair('2', '2'))).resolves.toBe('UPDATE_COMPLETE');
  });

  test('with revertFailedWithoutRollback, a failed update is undone at once', async () => {
    const bench = new Bench({ revertFailedWithoutRollback: true });
    await bench.deploy(pair('1', '1'));
    bench.forget();
    bench.host.handler = (event) => ({
      body: event.ResourceProperties.Value === '2' ? failure(event, 'no') : success(event),
    });
    await expect(bench.deploy(pair('2', '1'), {}, noRollback)).resolves.toBe('UPDATE_FAILED');
    expect(bench.calls()).toEqual(['update A', 'rollback update A']);
    expect(bench.cfn.describe('Stack').resources.A.status).toBe('UPDATE_FAILED');
  });

  test('a replacement is refused', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain({ Name: 'one' }) });
    await expect(bench.deploy({ A: plain({ Name: 'two' }) }, {}, noRollback)).resolves.toBe('UPDATE_FAILED');
    expect(bench.cfn.describe('Stack').resources.A.reason).toBe(
      'Replacement type updates not supported on stack with disable-rollback.',
    );
  });
});
