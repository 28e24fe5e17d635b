/** The commands and the code of docs/new-namespace.md, from the first to the last, on the simulator. */
import { App, Stack, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { NAMESPACE, onGeneration, STACK, World } from './world';
import { NamespaceEncryption, RotatableNamespace } from '../../src';
import { read } from '../project/documents';

type Build = (stack: Stack) => void;
type Answer = Record<string, Record<string, unknown>>;

const PAGE = read('docs/new-namespace.md');
const SOURCE = read('test/stories/new-namespace.test.ts');
const TEBIBYTE_IN_MB = 2 ** 20;

const nextNamespace: Build = (stack) => {
  // docs: the new namespace
  const next = new RotatableNamespace(stack, 'NextWarehouse', {
    namespaceName: 'warehouse-2',
    dbName: 'warehouse',
    adminUsername: 'awsuser',
    encryption: NamespaceEncryption.awsOwnedKey(), // or keyGenerations()
  });
  new redshiftserverless.CfnWorkgroup(stack, 'NextWorkgroup', {
    workgroupName: 'warehouse-2',
    namespaceName: next.namespaceName,
  });
  // docs: end
};

/** A command of the page, and the member of its answer that is waited for. */
interface Command { readonly text: string; readonly until?: { readonly member: string; readonly value: string } }

const commands: Command[] = [
  ...PAGE.matchAll(/^<!-- new-namespace\.test\.ts(?:: until (\S+) (\S+))? -->\n\n```sh\n(.*?)\n```$/gms),
].map(([, member, value, text]) => ({
  text: text!.replace(/\\\n\s*/g, ''), ...(member && value && { until: { member, value } }),
}));

const camel = (kebab: string) => kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A command of the AWS CLI as the call that it makes. */
function callOf(command: string): { operation: string; input: Record<string, unknown> } {
  const [aws, service, verb, ...rest] = command.split(/\s+/);
  if (aws !== 'aws' || service !== 'redshift-serverless') { throw new Error(`another service: ${command}`); }
  const operation = camel(`-${verb}`);
  const input: Record<string, unknown> = {};
  for (let at = 0; at < rest.length; at += 1) {
    const name = camel(rest[at]!.replace(/^--/, ''));
    const value = rest[at + 1]?.startsWith('--') === false ? rest[at += 1] : undefined;
    input[name] = value === undefined ? true : /^\d+$/.test(value) ? Number(value) : value;
  }
  return { operation, input };
}

describe('docs/new-namespace.md', () => {
  let world: World;
  const answers = new Map<string, Answer>();
  beforeAll(async () => { world = await World.start(); });
  afterAll(() => world.stop());

  const call = (operation: string, input: Record<string, unknown>) => world.byHand(operation, input) as Promise<Answer>;

  async function type({ text, until }: Command): Promise<Answer> {
    const { operation, input } = callOf(text);
    for (let look = 0; look < 100; look += 1) {
      const answer = await call(operation, input);
      const [member, of] = until?.member.split('.') ?? [];
      if (until === undefined || answer[member!]?.[of!] === until.value) {
        answers.set(text, answer);
        return answer;
      }
      await world.aws.clock.advance(30_000);
    }
    throw new Error(`never ${until?.value}: ${text}`);
  }

  const old: Build = (stack) => {
    const props = { namespaceName: NAMESPACE, ...onGeneration(2) };
    const { namespaceName } = new RotatableNamespace(stack, 'Namespace', props);
    new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', { workgroupName: 'warehouse', namespaceName });
  };
  const deploy = (...parts: Build[]) => world.deploy(world.synth((app: App) => {
    const stack = new Stack(app, STACK);
    for (const part of parts) { part(stack); }
  }));

  test('the page has the commands of the test, and no other of the service', () => {
    const all = [...PAGE.matchAll(/^aws redshift-serverless/gm)];
    expect(commands.length).toBeGreaterThan(5);
    expect(all).toHaveLength(commands.length);
  });

  test('its code is, word by word, what the test deploys', () => {
    const fence = /<!-- new-namespace\.test\.ts: the new namespace -->\n\n```ts\n(.*?)\n```/s.exec(PAGE)?.[1];
    const deployed = /\/\/ docs: the new namespace\n(.*?)\n {2}\/\/ docs: end/s.exec(SOURCE)?.[1];
    expect(deployed?.replace(/^ {2}/gm, '')).toBe(fence);
  });

  test('step 1: a snapshot under the customer managed key', async () => {
    expect(await deploy(old)).toMatchObject({ outcome: 'SUCCEEDED' });
    world.load(3);
    await type(commands[0]!);
    const { snapshot } = await type(commands[1]!);
    expect(snapshot).toMatchObject({
      kmsKeyId: world.generation(2), totalBackupSizeInMegaBytes: 3 * TEBIBYTE_IN_MB, adminUsername: 'awsuser',
    });
  });

  test('step 2: a namespace under an AWS-owned key, beside the old one', async () => {
    expect(await deploy(old, nextNamespace)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(world.liveKey('warehouse-2')).toBeUndefined();
  });

  test('step 3: the data is restored, and the namespace stays on its own key', async () => {
    await type(commands[2]!);
    const { namespace } = await type(commands[3]!);
    expect(namespace).toMatchObject({ kmsKeyId: 'AWS_OWNED_KMS_KEY', dbName: 'warehouse', adminUsername: 'awsuser' });
    expect(namespace?.adminPasswordSecretArn).toBeDefined();
  });

  test('step 4: as large as before', async () => {
    await type(commands[4]!);
    const { snapshot } = await type(commands[5]!);
    expect(snapshot).toMatchObject({ totalBackupSizeInMegaBytes: 3 * TEBIBYTE_IN_MB, kmsKeyId: 'AWS_OWNED_KMS_KEY' });
  });

  test('step 6: the old construct leaves the app, then the old namespace goes; what it was on stays', async () => {
    const keys = [1, 2].map((generation) => world.generation(generation));
    expect(await deploy(nextNamespace)).toMatchObject({ outcome: 'SUCCEEDED' });
    expect(world.aws.redshift.view(NAMESPACE)).toBeDefined();
    await type(commands[6]!);
    await world.aws.clock.advance(60_000);
    expect(world.aws.redshift.view(NAMESPACE)).toBeUndefined();
    expect(keys.map((key) => world.aws.kms.key(key)?.state)).toEqual(['Enabled', 'Enabled']);
    expect(world.aws.redshift.view('warehouse-2')).toMatchObject({ dataSize: 3 * 2 ** 40, status: 'AVAILABLE' });
    expect(commands).toHaveLength(7);
  });

  test('the snapshot of step 1 can be restored for its 30 days, and no longer', async () => {
    const get = () => call('GetSnapshot', { snapshotName: 'warehouse-moves' });
    expect((await get()).snapshot).toMatchObject({ status: 'AVAILABLE' });
    await world.aws.clock.advance(31 * 24 * 3600_000);
    await expect(get()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('a workgroup that names a snapshot', () => {
  let world: World;
  beforeEach(async () => { world = await World.start(); });
  afterEach(() => world.stop());

  const version = (props: Partial<redshiftserverless.CfnWorkgroupProps>) => world.synth((app) => {
    const stack = new Stack(app, STACK);
    const { namespaceName } = new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE });
    new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', { workgroupName: 'warehouse', namespaceName, ...props });
  });
  const size = () => world.aws.redshift.view(NAMESPACE)!.dataSize / 2 ** 40;

  test('restores again, over the data, at its next update; without the property it does not', async () => {
    await world.deploy(version({}));
    world.load(2);
    await world.byHand('CreateSnapshot', { namespaceName: NAMESPACE, snapshotName: 'before' });
    await world.aws.clock.advance(5 * 60_000);
    world.load(5);
    // The trap.
    expect(await world.deploy(version({ snapshotName: 'before' }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(size()).toBe(2);
    world.load(6);
    expect(await world.deploy(version({ snapshotName: 'before', baseCapacity: 64 })))
      .toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(size()).toBe(2);
    // The remedy of the warning.
    world.load(7);
    expect(await world.deploy(version({ baseCapacity: 64 }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.deploy(version({ baseCapacity: 128 }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(size()).toBe(7);
  });
});
