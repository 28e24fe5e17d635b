import { Bench, custom, plain, stackOf } from './fake-host';
import type { Json } from './host';

const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
const namespace = (properties: Json = {}): Json =>
  ({ Type: NAMESPACE, DeletionPolicy: 'Retain', Properties: { NamespaceName: 'warehouse', ...properties } });

describe('an import', () => {
  let bench: Bench;
  const importInto = (resources: Json, physicalIds: Readonly<Record<string, string>>) =>
    bench.run(bench.cfn.importResources(stackOf(resources), physicalIds));

  beforeEach(async () => {
    bench = new Bench();
    await bench.host.call(undefined, 'redshift-serverless', 'CreateNamespace', { namespaceName: 'warehouse' });
    await bench.host.clock.advance(120_000);
    bench.host.log.length = 0;
  });

  test('makes a namespace that exists a part of a stack, without calling a handler', async () => {
    await bench.deploy({ Other: plain() });
    bench.forget();
    const outcome = await importInto({ Other: plain(), Namespace: namespace() }, { Namespace: 'warehouse' });
    expect(outcome).toMatchObject({ outcome: 'SUCCEEDED', status: 'IMPORT_COMPLETE' });
    expect(bench.rows()).toEqual([
      'Stack IMPORT_IN_PROGRESS User Initiated', 'Namespace IMPORT_COMPLETE', 'Stack IMPORT_COMPLETE',
    ]);
    expect(bench.cfn.describe('Stack').resources.Namespace).toMatchObject({
      type: NAMESPACE,
      status: 'IMPORT_COMPLETE',
      physicalId: 'warehouse',
      properties: { NamespaceName: 'warehouse' },
      attributes: { 'Namespace.NamespaceArn': 'arn:namespace/warehouse' },
    });
    expect(bench.calls()).toEqual([]);
    expect(bench.host.log).toEqual([]);
  });

  test('creates the stack if there is none, with one id', async () => {
    const { stackId } = await importInto({ Namespace: namespace() }, { Namespace: 'warehouse' });
    const [created] = bench.cfn.events('Stack');
    expect(created).toMatchObject({ physicalId: stackId, status: 'IMPORT_IN_PROGRESS' });
    expect(bench.cfn.statusOf(stackId)).toBe('IMPORT_COMPLETE');
    expect(bench.cfn.resourcesOf(stackId)?.map(({ logicalId }) => logicalId)).toEqual(['Namespace']);
  });

  test('is followed by an update that compares with the imported template', async () => {
    await importInto({ Namespace: namespace({ KmsKeyId: 'alias/one' }) }, { Namespace: 'warehouse' });
    const updated = { KmsKeyId: 'alias/one', LogExports: ['userlog'] };
    expect(await bench.deploy({ Namespace: namespace(updated) })).toBe('UPDATE_COMPLETE');
    expect(bench.cfn.namespaceUpdates.map(({ sent }) => sent))
      .toEqual([{ namespaceName: 'warehouse', logExports: ['userlog'] }]);
  });

  test('is followed by an update that fails, whose rollback keeps what was imported', async () => {
    await importInto({ Namespace: namespace() }, { Namespace: 'warehouse' });
    const failing = { Namespace: namespace(), Other: plain({ FailOn: 'create' }) };
    expect(await bench.deploy(failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(bench.cfn.describe('Stack').resources.Namespace).toMatchObject({ physicalId: 'warehouse' });
  });

  interface Refusal {
    readonly name: string;
    readonly resources: Json;
    readonly physicalIds: Readonly<Record<string, string>>;
    readonly want: string;
  }
  const refusals: readonly Refusal[] = [
    {
      name: 'another new resource',
      resources: { Other: plain(), Namespace: namespace(), New: plain() },
      physicalIds: { Namespace: 'warehouse' },
      want: 'You have modified resources [New] in your template that are not being imported.',
    },
    {
      name: 'a change of another resource',
      resources: { Other: plain({ Value: 'new' }), Namespace: namespace() },
      physicalIds: { Namespace: 'warehouse' },
      want: 'You have modified resources [Other] in your template',
    },
    {
      name: 'a template without a resource of the stack',
      resources: { Namespace: namespace() },
      physicalIds: { Namespace: 'warehouse' },
      want: 'You have modified resources [Other] in your template',
    },
    {
      name: 'a type that cannot be imported',
      resources: { Other: plain(), Thing: custom() },
      physicalIds: { Thing: 'thing' },
      want: 'ResourceTypes [Custom::Thing] are not supported for Import',
    },
    {
      name: 'a namespace that does not exist',
      resources: { Other: plain(), Namespace: namespace({ NamespaceName: 'nobody' }) },
      physicalIds: { Namespace: 'nobody' },
      want: 'Namespace (nobody) cannot be imported',
    },
  ];

  test.each<Refusal>(refusals)('is refused for $name, and leaves the stack as it is', async (refusal) => {
    await bench.deploy({ Other: plain() });
    bench.forget();
    await expect(importInto(refusal.resources, refusal.physicalIds)).rejects.toMatchObject({
      code: 'ValidationError', message: expect.stringContaining(refusal.want) as string,
    });
    expect(bench.rows()).toEqual([]);
    expect(bench.cfn.statusOf('Stack')).toBe('CREATE_COMPLETE');
    expect(bench.cfn.resourcesOf('Stack')?.map(({ logicalId }) => logicalId)).toEqual(['Other']);
    expect(await bench.deploy({ Other: plain({ Value: 'next' }) })).toBe('UPDATE_COMPLETE');
  });

  test('that is refused creates no stack', async () => {
    await expect(importInto({ Namespace: namespace() }, {})).rejects.toMatchObject({ code: 'ValidationError' });
    expect(bench.cfn.statusOf('Stack')).toBeUndefined();
  });
});
