/** The code fences of docs/operations.md, deployed. Each fence is, word by word, the body of one function below. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CfnResource, RemovalPolicy, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { moves, nativeKeyUpdates } from './assertions';
import { NAMESPACE, STACK, World } from './world';
import type { StackOutcome } from '../../simulator/cloudformation';
import { CreatedWith, LogExport, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';
import { read } from '../project/documents';

const KEY_IT_HAS = 'arn:aws:kms:us-east-1:111122223333:key/1111aaaa-22bb-33cc-44dd-555566667777';
const NEXT_KEY = 'arn:aws:kms:us-east-1:111122223333:key/8888eeee-99ff-00aa-11bb-222233334444';
const THEIR_KEY = 'arn:aws:kms:us-east-1:444455556666:key/7777cccc-66dd-55ee-44ff-333322221111';

type Build = (stack: Stack) => void;

let world: World;
beforeEach(async () => {
  world = await World.start();
  for (const [, account, keyId] of [KEY_IT_HAS, NEXT_KEY, THEIR_KEY].map((arn) => /:(\d+):key\/(.+)/.exec(arn)!)) {
    world.aws.kms.addKey({ account, keyId });
  }
});
afterEach(async () => {
  expect(nativeKeyUpdates(world)).toEqual([]);
  await world.stop();
});

const synth = (build: Build) => world.synth((app) => build(new Stack(app, STACK)));
const deploy = (build: Build): Promise<StackOutcome> => world.deploy(synth(build));
const done = { status: expect.stringMatching(/^(CREATE|UPDATE|IMPORT)_COMPLETE$/) as string };

const plainInStack: Build = (stack) => {
  // docs: a plain namespace
  new redshiftserverless.CfnNamespace(stack, 'Data', {
    namespaceName: 'warehouse',
    dbName: 'dwh',
    adminUsername: 'dwhadmin',
    manageAdminPassword: true,
    logExports: ['userlog'],
    kmsKeyId: KEY_IT_HAS,
  });
  // docs: end
};

const adoptedInStack: Build = (stack) => {
  // docs: the construct in its place
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    dbName: 'dwh',
    adminUsername: 'dwhadmin',
    manageAdminPassword: true,
    logExports: [LogExport.USER_LOG],
    encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', KEY_IT_HAS)),
    createdWith: CreatedWith.kmsKeyId(KEY_IT_HAS), // what the template has said until now; it stays for good
  });
  // the logical id that the namespace has in this stack
  (warehouse.node.defaultChild as CfnResource).overrideLogicalId('Data');
  // docs: end
};

const adoptedOnNextKey: Build = (stack) => {
  const warehouse = new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    dbName: 'dwh',
    adminUsername: 'dwhadmin',
    manageAdminPassword: true,
    logExports: [LogExport.USER_LOG],
    // docs: another key
    encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', NEXT_KEY)),
    createdWith: CreatedWith.kmsKeyId(KEY_IT_HAS),
    // docs: end
  });
  (warehouse.node.defaultChild as CfnResource).overrideLogicalId('Data');
};

const forImport: Build = (stack) => {
  // docs: a plain namespace for the import
  const scope = new Construct(stack, 'Warehouse');
  const plain = new redshiftserverless.CfnNamespace(scope, 'Resource', {
    namespaceName: 'warehouse',
    dbName: 'warehouse',
    adminUsername: 'awsuser',
    manageAdminPassword: true,
    logExports: ['connectionlog', 'userlog'],
    kmsKeyId: stack.formatArn({ service: 'kms', resource: 'alias', resourceName: 'redshift-serverless/warehouse' }),
  });
  plain.applyRemovalPolicy(RemovalPolicy.RETAIN);
  // docs: end
};

const imported: Build = (stack) => {
  // docs: the construct after the import
  new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', KEY_IT_HAS)),
    createdWith: CreatedWith.alias(),
  });
  // docs: end
};

const onOwnKeys: Build = (stack) => {
  // docs: key generations under the same alias
  new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.keyGenerations({ active: 1 }),
    createdWith: CreatedWith.alias(),
  });
  // docs: end
};

const beside = (namespaceId: string, keyArn: string): Build => (stack) => {
  const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
  // docs: the key change alone
  new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: 'warehouse', namespaceId, key });
  // docs: end
};

const beforeRenaming: Build = (stack) => {
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse' });
};

const renamed: Build = (stack) => {
  // docs: a renamed construct
  const build = (scope: Construct, id: string) => new RotatableNamespace(scope, id, { namespaceName: 'warehouse' });
  const resourcesOf = (construct: Construct) => construct.node.findAll().filter(CfnResource.isCfnResource);

  const before = new Stack(undefined, 'Before'); // no part of the app
  const ids = resourcesOf(build(before, 'Warehouse')).map((resource) => before.getLogicalId(resource));
  const warehouse = build(stack, 'DataWarehouse');
  resourcesOf(warehouse).forEach((resource, index) => resource.overrideLogicalId(ids[index]));
  // docs: end
};

const onTheirKey: Build = (stack) => {
  // docs: a key of another account
  new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: 'warehouse',
    encryption: NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', THEIR_KEY)),
    createdWith: CreatedWith.alias(),
  });
  // docs: end
};

const generations = (options: { active: number; newest?: number }): Build => (stack) => {
  const encryption = NamespaceEncryption.keyGenerations(options);
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', encryption });
};

const onKeyItHas: Build = (stack) => {
  const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', KEY_IT_HAS));
  new RotatableNamespace(stack, 'Warehouse', { namespaceName: 'warehouse', encryption });
};

test('a namespace that is already in this stack', async () => {
  expect(await deploy(plainInStack)).toMatchObject(done);
  expect(await deploy(adoptedInStack)).toMatchObject(done);
  expect(world.updates()).toEqual([]);
  expect(await deploy(adoptedOnNextKey)).toMatchObject(done);
  expect(moves(world)).toEqual([NEXT_KEY]);
  expect(world.liveKey()).toBe(NEXT_KEY);
});

test('a namespace that outlived its stack, after the same template was refused', async () => {
  await deploy(onKeyItHas);
  await world.run(world.cloudFormation.deleteStack(STACK));
  expect(world.liveKey()).toBe(KEY_IT_HAS);

  const again = await deploy(generations({ active: 1 }));
  expect(again).toMatchObject({ outcome: 'FAILED', status: 'ROLLBACK_COMPLETE' });
  expect(again.cause).toContain('It outlived its stack');
  await world.run(world.cloudFormation.deleteStack(STACK));

  const source = synth(forImport);
  const [logicalId] = Object.keys((source.template as { Resources: object }).Resources);
  const operation = world.cloudFormation.importResources(source, { [logicalId]: NAMESPACE });
  expect(await world.run(operation)).toMatchObject(done);
  expect(await deploy(imported)).toMatchObject(done);
  expect(moves(world)).toEqual([]);
  expect(await deploy(onOwnKeys)).toMatchObject(done);
  expect(world.liveKey()).toBe(world.generation(1));
});

test('a namespace that something else manages', async () => {
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: KEY_IT_HAS });
  await world.aws.clock.advance(60_000);
  const { namespaceId } = world.aws.redshift.view(NAMESPACE)!;
  expect(await deploy(beside(namespaceId, KEY_IT_HAS))).toMatchObject(done);
  expect(await deploy(beside(namespaceId, NEXT_KEY))).toMatchObject(done);
  expect(world.liveKey()).toBe(NEXT_KEY);
});

test('a construct that was renamed', async () => {
  expect(await deploy(beforeRenaming)).toMatchObject(done);
  const resources = () => world.cloudFormation.describe(STACK).resources;
  const before = resources();
  expect(await deploy(renamed)).toMatchObject(done);
  expect(Object.keys(resources()).sort()).toEqual(Object.keys(before).sort());
  expect(moves(world)).toEqual([]);
});

test('to a key of another account, and back', async () => {
  expect(await deploy(generations({ active: 1 }))).toMatchObject(done);
  expect(await deploy(onTheirKey)).toMatchObject(done);
  expect(world.liveKey()).toBe(THEIR_KEY);
  expect(await deploy(onOwnKeys)).toMatchObject(done);
  expect(world.liveKey()).toBe(world.generation(1));
});

test('back to an earlier key', async () => {
  expect(await deploy(generations({ active: 2 }))).toMatchObject(done);
  const second = world.liveKey();
  expect(await deploy(generations({ active: 1, newest: 2 }))).toMatchObject(done);
  expect(world.liveKey()).toBe(world.generation(1));
  expect(await deploy(generations({ active: 2 }))).toMatchObject(done);
  expect(world.liveKey()).toBe(second);
});

describe('the document', () => {
  const margin = (text: string) => Math.min(...text.split('\n').filter(Boolean).map((line) => line.search(/\S/)));
  const trim = (text: string) => text.split('\n').map((line) => line.slice(margin(text))).join('\n').trim();
  const all = (text: string, pattern: RegExp) =>
    Object.fromEntries([...text.matchAll(pattern)].map(([, name, code]) => [name, trim(code)]));

  test('has these steps, and no other code', () => {
    const steps = all(readFileSync(join(__dirname, 'adoption.test.ts'), 'utf8'),
      /^ *\/\/ docs: (?!end)(.+)\n([^]*?)^ *\/\/ docs: end$/gm);
    const page = read('docs/operations.md');
    const fences = all(page, /^ *<!-- adoption\.test\.ts: (.+) -->\n+ *```ts\n([^]*?)^ *```$/gm);
    expect(fences).toEqual(steps);
    expect(page.match(/^ *```ts$/gm)).toHaveLength(Object.keys(steps).length);
  });
});
