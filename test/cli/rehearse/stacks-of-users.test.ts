import {
  App, NestedStack, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { assemblyOf, newFolder, rehearseHere, removeFolders, STACK } from './assemblies';
import { NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../../src';

afterAll(removeFolders);

const NAMESPACE = 'warehouse';
const SMALL = ['--size', '1TB'];

test('a namespace in a nested stack: its key changes there, and what needs the nested stack waits', async () => {
  const app = (active: number) => assemblyOf((stack) => {
    const nested = new NestedStack(stack, 'Nested');
    const namespace = new RotatableNamespace(nested, 'Warehouse', {
      namespaceName: NAMESPACE, encryption: NamespaceEncryption.keyGenerations({ active }),
    });
    new sqs.Queue(stack, 'Queue', { queueName: `q-${active}` }).node.addDependency(namespace);
  });
  const [before, after] = [app(1), app(2)];
  const { code, report } = await rehearseHere('--app', after, '--from', before, ...SMALL);
  expect(report).toMatchObject({
    endsWell: true, updates: [{ by: 'function' }], namespaces: [{ name: NAMESPACE, keyName: 'generation 2' }],
  });
  expect(code).toBe(0);
  const failed = await rehearseHere('--app', after, '--from', before, ...SMALL, '--fail-at', 'Queue4A7E3555');
  expect(failed.report).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', namespaces: [{ keyName: 'generation 1' }], updates: [{}, {}],
  });
});

test('a key from another stack of the assembly; an export that is still needed is told', async () => {
  const assembly = (second: boolean, keepsExports = true) => {
    const outdir = newFolder();
    const app = new App({ outdir, analyticsReporting: false });
    const keys = new Stack(app, 'Keys');
    const first = new kms.Key(keys, 'First');
    const stack = new Stack(app, STACK);
    new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: NAMESPACE,
      encryption: NamespaceEncryption.customerManagedKey(second ? new kms.Key(keys, 'Second') : first),
    });
    if (keepsExports) {
      keys.exportValue(first.keyArn);
      keys.exportValue(first.keyId);
    }
    app.synth();
    return outdir;
  };
  const { code, report } = await rehearseHere(
    '--app', assembly(true), '--from', assembly(false), '--stack', STACK, ...SMALL,
  );
  expect(report).toMatchObject({ endsWell: true, updates: [{ by: 'function' }], takenAsGiven: [] });
  expect(code).toBe(0);
  const stuck = await rehearseHere(
    '--app', assembly(true, false), '--from', assembly(false), '--stack', STACK, ...SMALL,
  );
  expect(stuck.err).toMatch(/stack Keys does not deploy: Export \S+ cannot be deleted as it is in use by Warehouse/);
  expect(stuck.code).toBe(2);
});

test('a key change of a namespace that exists: on the key of the old template, or as --existing says', async () => {
  const app = (keyId: string) => assemblyOf((stack) => {
    const key = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:111122223333:key/${keyId}`);
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, key });
  });
  const change = await rehearseHere('--app', app('two'), '--from', app('one'), ...SMALL);
  expect(change.report).toMatchObject({ endsWell: true, updates: [{ by: 'function' }] });
  expect(change.report.takenAsGiven.map(({ place }) => place)).toEqual(expect.arrayContaining([
    'KMS key arn:aws:kms:us-east-1:111122223333:key/one', 'namespace warehouse',
  ]));
  const created = await rehearseHere('--app', app('two'), '--existing', `${NAMESPACE}=two`, ...SMALL);
  expect(created).toMatchObject({ code: 0, report: { status: 'CREATE_COMPLETE', updates: [] } });
  const elsewhere = await rehearseHere('--app', app('two'), '--existing', `${NAMESPACE}=one`, ...SMALL);
  expect(elsewhere).toMatchObject({ code: 1, report: { updates: [] } });
});

test('an environment, another Region, and attributes that the simulator does not have', async () => {
  const app = (active: number) => assemblyOf((stack) => {
    const namespace = new RotatableNamespace(stack, 'Warehouse', {
      namespaceName: NAMESPACE, encryption: NamespaceEncryption.keyGenerations({ active }),
    });
    const workgroup = new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
      workgroupName: NAMESPACE,
      namespaceName: namespace.namespaceName,
      // The API spells the members of an object in another way than a template.
      configParameters: [{ parameterKey: 'query_group', parameterValue: 'reports' }],
    });
    new sqs.CfnQueue(stack, 'Queue', { tags: [{ key: 'host', value: workgroup.attrWorkgroupEndpointAddress }] });
  }, { account: '444455556666', region: 'eu-central-1' });
  const { report } = await rehearseHere('--app', app(2), '--from', app(1), ...SMALL);
  expect(report).toMatchObject({ endsWell: true, account: '444455556666', region: 'eu-central-1' });
  expect(report.namespaces[0].key).toMatch(/^arn:aws:kms:eu-central-1:444455556666:key\//);
  expect(report.takenAsGiven.map(({ place }) => place)).toContain('Workgroup.Workgroup.Endpoint.Address');
});
