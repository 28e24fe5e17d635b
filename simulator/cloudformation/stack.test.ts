import { Bench, custom, failure, plain, stackOf, succeed, success, TOKEN } from './fake-host';

const seconds = (bench: Bench, logicalId: string) => {
  const { calls } = bench.cfn;
  return calls.filter((call) => call.logicalId === logicalId).map((call) => (call.at - calls[0].at) / 1000);
};

describe('creation', () => {
  test('is in dependency order, independent resources at the same time, and deletion in reverse order', async () => {
    const bench = new Bench();
    const resources = {
      Last: plain({ Value: { 'Fn::GetAtt': ['Slow', 'Value'] } }, { DependsOn: 'Quick' }),
      Slow: plain({ Seconds: 30, Value: 'v' }),
      Quick: plain({ Seconds: 5 }),
    };
    await expect(bench.deploy(resources)).resolves.toBe('CREATE_COMPLETE');
    expect([seconds(bench, 'Slow'), seconds(bench, 'Quick'), seconds(bench, 'Last')]).toEqual([[0], [0], [30]]);
    bench.forget();
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({
      status: 'DELETE_COMPLETE',
      outcome: 'SUCCEEDED',
    });
    expect(bench.calls()[0]).toBe('delete Last');
    expect(bench.cfn.describe('Stack')).toMatchObject({ status: 'DELETE_COMPLETE', resources: {} });
  });

  test('CFN-10: a Create that is cancelled is followed by a Delete with a generated physical id', async () => {
    const bench = new Bench();
    bench.host.handler = (event) => ({ afterSeconds: event.RequestType === 'Create' ? 600 : 5, body: success(event) });
    const resources = { Slow: custom(), Broken: plain({ FailOn: 'create', Seconds: 60 }), Done: plain() };
    await expect(bench.deploy(resources)).resolves.toBe('ROLLBACK_COMPLETE');
    const [create, remove] = bench.cfn.requests;
    expect(create.event.PhysicalResourceId).toBeUndefined();
    expect(remove).toMatchObject({ at: create.at + 60_000, event: { RequestType: 'Delete' } });
    expect(remove.event.PhysicalResourceId).toMatch(/^Stack-Slow-[A-Z0-9]{12}$/);
    expect(bench.rows()).toEqual(expect.arrayContaining([
      'Slow CREATE_FAILED Resource creation cancelled',
      'Stack ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Broken, Slow]. Rollback '
        + 'requested by user.',
    ]));
    await expect(bench.deploy({ A: plain() })).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated');
    await bench.run(bench.cfn.deleteStack('Stack'));
    await expect(bench.deploy({ A: plain() })).resolves.toBe('CREATE_COMPLETE');
  });

  test('the late response of the cancelled Create is recorded and ignored', async () => {
    const bench = new Bench();
    bench.host.handler = (event) => ({ afterSeconds: event.RequestType === 'Create' ? 600 : 5, body: success(event) });
    await bench.deploy({ Slow: custom(), Broken: plain({ FailOn: 'create', Seconds: 60 }) });
    await bench.host.clock.advance(3_600_000);
    expect(bench.cfn.responses.map(({ counted }) => counted)).toEqual([true, false]);
    expect(bench.cfn.responses[1].requestId).toBe(bench.cfn.requests[0].event.RequestId);
  });

  test.each([['Delete', []], ['Retain', ['Kept DELETE_SKIPPED']], ['RetainExceptOnCreate', []]])(
    'CFN-13: a failed creation with DeletionPolicy %s', async (policy, skipped) => {
      const bench = new Bench();
      await bench.deploy({
        Kept: plain({}, { DeletionPolicy: policy }),
        Broken: plain({ FailOn: 'create' }, { DependsOn: 'Kept' }),
      });
      expect(bench.rows().filter((row) => row.startsWith('Kept DELETE_SKIPPED'))).toEqual(skipped);
      expect(bench.calls().includes('rollback delete Kept')).toBe(policy !== 'Retain');
    });

  test.each(['Retain', 'RetainExceptOnCreate'])('deleting the stack keeps a resource with %s', async (policy) => {
    const bench = new Bench();
    await bench.deploy({ Kept: plain({}, { DeletionPolicy: policy }) });
    await bench.run(bench.cfn.deleteStack('Stack'));
    expect(bench.calls()).toEqual(['create Kept']);
  });

  test('a deletion that fails leaves DELETE_FAILED, and can be repeated', async () => {
    const bench = new Bench();
    await bench.deploy({ Base: plain(), Stuck: custom({}, { DependsOn: 'Base' }) });
    bench.host.handler = (event) => ({ body: failure(event, 'no') });
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({
      status: 'DELETE_FAILED', reason: 'The following resource(s) failed to delete: [Stuck]. ',
    });
    expect(Object.keys(bench.cfn.describe('Stack').resources)).toEqual(['Base', 'Stuck']);
    bench.host.handler = succeed;
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
  });

  test('DeleteStack during a creation', async () => {
    const bench = new Bench();
    const resources = { Slow: plain({ Seconds: 600 }), Next: plain({}, { DependsOn: 'Slow' }) };
    const creation = bench.cfn.deploy(stackOf(resources));
    await bench.host.clock.advance(60_000);
    await expect(bench.run(bench.cfn.deleteStack('Stack'))).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
    await expect(bench.run(creation)).resolves.toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(bench.calls()).toEqual(['create Slow', 'delete Slow']);
  });
});

describe('update', () => {
  test('without changes calls nothing', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain() });
    bench.forget();
    await expect(bench.run(bench.cfn.deploy(stackOf({ A: plain() })))).resolves.toMatchObject({
      outcome: 'NO_CHANGES',
    });
    expect(bench.rows()).toEqual([]);
  });

  test('calls only what has changed; DependsOn, Metadata and policies are no change', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom({ Value: '1' }), B: custom({ Value: '1' }), C: plain() });
    bench.forget();
    await bench.deploy({
      A: custom({ Value: '2' }),
      B: custom({ Value: '1' }, { DependsOn: 'A', Metadata: { a: 1 }, DeletionPolicy: 'Retain' }),
      C: plain(),
      New: plain(),
    });
    expect([...bench.calls()].sort()).toEqual(['create New', 'update A']);
    expect(bench.cfn.requests.at(-1)?.event).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'A-id',
      ResourceProperties: { Value: '2', ServiceToken: TOKEN },
      OldResourceProperties: { Value: '1' },
    });
    // The new policy applies nevertheless.
    bench.forget();
    await bench.deploy({ A: custom({ Value: '2' }) });
    expect(bench.rows()).toContain('B DELETE_SKIPPED');
    expect([...bench.calls()].sort()).toEqual(['delete C', 'delete New']);
  });

  test('a changed attribute changes the resources that refer to it', async () => {
    const bench = new Bench();
    const chain = (value: string) => ({
      A: custom({ Value: value }),
      B: custom({ Value: { 'Fn::GetAtt': ['A', 'Value'] } }),
      C: custom({ Value: 'still' }, { DependsOn: 'B' }),
    });
    await bench.deploy(chain('1'));
    bench.forget();
    await bench.deploy(chain('2'));
    expect(bench.calls()).toEqual(['update A', 'update B']);
  });

  test('an attribute that is not in the response', async () => {
    const bench = new Bench();
    const resources = { A: custom(), B: plain({ Value: { 'Fn::GetAtt': ['A', 'Missing'] } }) };
    await expect(bench.deploy(resources)).resolves.toBe('ROLLBACK_COMPLETE');
    expect(bench.rows().join('\n')).toContain(
      "B CREATE_FAILED CustomResource attribute error: Vendor response doesn't contain Missing attribute in object",
    );
  });

  test('a replacement is created first, and the clean-up phase deletes the old resource', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain({ Name: 'one' }), B: plain({ Value: { Ref: 'A' } }) });
    bench.forget();
    await expect(bench.deploy({ A: plain({ Name: 'two' }), B: plain({ Value: { Ref: 'A' } }) })).resolves.toBe(
      'UPDATE_COMPLETE',
    );
    expect(bench.calls()).toEqual(['create A', 'update B', 'delete A']);
    expect(bench.cfn.calls[2].physicalId).toBe('one');
    const rows = bench.rows();
    expect(rows.indexOf('Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(
      rows.indexOf('A DELETE_IN_PROGRESS'),
    );
    expect(rows).toContain(
      'A UPDATE_IN_PROGRESS '
        + 'Requested update requires the creation of a new physical resource; hence creating one.',
    );
  });

  test('UpdateReplacePolicy Retain keeps the old resource', async () => {
    const bench = new Bench();
    const named = (Name: string) => ({ A: plain({ Name }, { UpdateReplacePolicy: 'Retain' }) });
    await bench.deploy(named('one'));
    bench.forget();
    await bench.deploy(named('two'));
    expect(bench.calls()).toEqual(['create A']);
    expect(bench.rows()).toContain('A DELETE_SKIPPED');
  });

  test('CFN-7: a changed physical id makes CloudFormation send Delete for the old one', async () => {
    const bench = new Bench();
    await bench.deploy({ A: custom({ Value: '1' }) });
    bench.host.handler = (event) =>
      ({ body: success(event, event.RequestType === 'Update' ? { PhysicalResourceId: 'other' } : {}) });
    await expect(bench.deploy({ A: custom({ Value: '2' }) })).resolves.toBe('UPDATE_COMPLETE');
    expect(bench.cfn.requests.at(-1)?.event).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: 'A-id',
      ResourceProperties: { Value: '1' },
    });
    expect(bench.cfn.describe('Stack').resources.A.physicalId).toBe('other');
  });

  test('a removed resource that cannot be deleted does not fail the update, after three attempts', async () => {
    const bench = new Bench();
    await bench.deploy({ A: plain(), B: custom() });
    bench.forget();
    bench.host.handler = (event) => ({ body: failure(event, 'no') });
    await expect(bench.deploy({ A: plain() })).resolves.toBe('UPDATE_COMPLETE');
    expect(bench.calls()).toEqual(['delete B', 'delete B', 'delete B']);
    expect(bench.rows()).toContain(
      'Stack UPDATE_COMPLETE Update successful. One or more resources could not be deleted.',
    );
  });

  test('several stacks can be in progress, each with one operation', async () => {
    const bench = new Bench();
    const deploy = (stackName: string) => bench.cfn.deploy({ ...stackOf({ A: plain({ Seconds: 100 }) }), stackName });
    const start = bench.host.clock.now();
    const both = Promise.all([deploy('One'), deploy('Two')]);
    await expect(bench.run(deploy('One'))).rejects.toThrow('is in CREATE_IN_PROGRESS state and can not be updated');
    expect((await bench.run(both)).map((outcome) => outcome.status)).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    expect(bench.host.clock.now() - start).toBe(100_000);
  });

  test('stack tags are added to the resources that support tags', async () => {
    const bench = new Bench();
    const source = stackOf({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } });
    await bench.run(bench.cfn.deploy(source, { tags: { a: '1' } }));
    bench.forget();
    await bench.run(bench.cfn.deploy(source, { tags: { a: '2' } }));
    expect(bench.calls()).toEqual(['update Key']);
    expect(bench.host.log).toContain('TagResource {"KeyId":"key-1","Tags":[{"TagKey":"a","TagValue":"2"}]}');
  });
});
