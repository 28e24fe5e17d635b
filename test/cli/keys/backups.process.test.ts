/** What AWS Backup keeps under a key, read by the program as a process. */
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { TwoRegions } from './two-regions';
import { LocalAws } from '../../../simulator/local-aws';
import { read } from '../../project/documents';
import { NAMESPACE, onGeneration, World } from '../../stories/world';
import { environmentOf, operator, Program, type Ended } from '../process';

const ACTIONS = ['redshift-serverless:*', 'kms:*', 'cloudformation:*', 'states:*'];
const LIST_VAULTS = 'backup:ListBackupVaults';
const LIST_POINTS = 'backup:ListRecoveryPointsByBackupVault';
const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 4, 1, 9);
const TYPE = 'Redshift Serverless';

const isDocument = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true }))
  .compile(JSON.parse(read('docs/schemas/keys.schema.json')) as object);

interface KeyRecord extends Record<string, unknown> {
  readonly keyArn: string;
  readonly region: string;
  readonly verdict: string;
  readonly explanation: string;
  readonly backups: readonly { readonly recoveryPointArn: string }[];
  readonly notRead: readonly string[];
}

let world: World;
let other: LocalAws;
let regions: TwoRegions;
let oldKey: string;
let namespaceArn: string;

beforeEach(async () => {
  world = await World.start({ start: START });
  other = await LocalAws.start({ start: START, region: 'eu-central-1', account: world.aws.account });
  regions = await TwoRegions.start({ 'us-east-1': world.aws, 'eu-central-1': other }, ['eu-central-1']);
  await world.deploy(onGeneration(1));
  oldKey = world.generation(1);
  await world.deploy(onGeneration(2));
  namespaceArn = world.aws.redshift.view(NAMESPACE)!.namespaceArn;
  await world.aws.clock.advance(2 * DAY);
  await other.clock.advance(world.aws.clock.now() - other.clock.now());
});
afterEach(async () => {
  await regions.stop();
  await other.stop();
  await world.stop();
});

/** Both Regions know the credentials. */
function start(args: readonly string[], actions = [...ACTIONS, LIST_VAULTS, LIST_POINTS]): Promise<Ended> {
  const env = environmentOf(world.aws, operator(world.aws, actions));
  other.endpoint.adopt(String(env.AWS_ACCESS_KEY_ID), operator(other, actions));
  return new Program(['keys', NAMESPACE, ...args], { ...env, AWS_ENDPOINT_URL: regions.url }).ended;
}

async function records(actions?: string[]): Promise<KeyRecord[]> {
  const { code, out, err } = await start(['--json'], actions);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const document = JSON.parse(out) as { keys: KeyRecord[] };
  expect(isDocument(document) ? [] : isDocument.errors).toEqual([]);
  return document.keys;
}
const ofOldKey = async (actions?: string[]): Promise<KeyRecord> =>
  (await records(actions)).find(({ keyArn }) => keyArn === oldKey)!;

const put = (vault: string, more: object = {}): string => world.aws.backup.putRecoveryPoint(vault, {
  resourceArn: namespaceArn, resourceType: TYPE, encryptionKeyArn: oldKey, ...more,
});

test('without a recovery point on the old key, nothing is found', async () => {
  put('daily', { encryptionKeyArn: world.generation(2) });
  expect(await ofOldKey()).toMatchObject({ verdict: 'nothing found', backups: [], notRead: [] });
});

test('a recovery point on the old key: needed until its end, and then no more', async () => {
  const until = world.aws.clock.now() + 30 * DAY;
  const arn = put('daily', { deleteAt: until });
  const iso = new Date(until).toISOString();
  expect(await ofOldKey()).toMatchObject({
    verdict: 'still needed',
    neededUntil: iso,
    backups: [{ recoveryPointArn: arn, vault: 'daily', status: 'COMPLETED', until: iso }],
    nextCommand: `npx cdk-redshift-rotatable-namespace keys ${NAMESPACE}`,
  });
  const table = (await start(['--no-color'])).out;
  expect(table).toMatch(/generation 1 .*still needed until 2026-06-02 .*: 1 recovery point of AWS/);
  expect(table).toMatch(/Backup \(vault daily\)/);
  const [header = '', ...lines] = (await start(['--csv'])).out.trimEnd().split('\r\n');
  const line = lines.find((each) => each.includes(oldKey))!;
  expect(header.split(',').at(-1)).toBe('backups');
  expect(line.split(',').at(-1)).toBe('1');
  expect(line).toContain(iso);

  await world.aws.clock.advance(31 * DAY);
  await other.clock.advance(31 * DAY);
  expect(await ofOldKey()).toMatchObject({ verdict: 'nothing found', backups: [] });
});

test('a recovery point without an end: needed, and the next command lists its vault', async () => {
  put('daily', { deleteAt: world.aws.clock.now() + 30 * DAY });
  put('for-audit');
  expect(await ofOldKey()).toMatchObject({
    verdict: 'still needed',
    neededUntil: null,
    nextCommand: expect.stringMatching(
      /^aws backup list-recovery-points-by-backup-vault --region us-east-1 --backup-vault-name for-audit /) as string,
  });
});

test('a snapshot of AWS Backup has the end that AWS Backup gives it', async () => {
  await world.byHand('CreateSnapshot', { namespaceName: NAMESPACE, snapshotName: 'awsbackup-1', retentionPeriod: -1 });
  const { snapshots } = await world.byHand('ListSnapshots', {}) as { snapshots: { snapshotArn: string }[] };
  await world.aws.clock.advance(DAY);
  await world.deploy(onGeneration(3));
  await world.aws.clock.advance(2 * DAY);
  const newest = world.generation(2);
  const deleteAt = world.aws.clock.now() + 30 * DAY;
  // AWS Backup names no key for it: the snapshot does.
  world.aws.backup.putRecoveryPoint('daily', {
    resourceArn: namespaceArn, resourceType: TYPE, recoveryPointArn: snapshots[0]!.snapshotArn, deleteAt,
  });
  const found = (await records()).find(({ keyArn }) => keyArn === newest);
  expect(found).toMatchObject({
    verdict: 'still needed',
    neededUntil: new Date(deleteAt).toISOString(),
    snapshots: [{ name: 'awsbackup-1', until: null }],
    backups: [{ recoveryPointArn: snapshots[0]!.snapshotArn }],
    notRead: [],
  });
});

test('every page of vaults and recovery points is read', async () => {
  world.aws.backup.pageSize = 2;
  for (const vault of ['a', 'b', 'c', 'd']) { world.aws.backup.putVault(vault); }
  const arns = Array.from({ length: 5 }, () => put('last', { deleteAt: world.aws.clock.now() + 9 * DAY }));
  expect((await ofOldKey()).backups.map(({ recoveryPointArn }) => recoveryPointArn)).toEqual(arns);
  const pages = world.aws.calls.filter(({ service, operation }) =>
    service === 'backup' && operation === 'ListBackupVaults');
  expect(pages).toHaveLength(3);
});

test('a recovery point of another resource under the key counts too', async () => {
  put('daily', { resourceArn: 'arn:aws:ec2:us-east-1:111122223333:volume/vol-1', resourceType: 'EBS' });
  expect(await ofOldKey()).toMatchObject({ verdict: 'still needed', neededUntil: null });
});

test('a copy in the other Region brings its key, with the ARN of the namespace', async () => {
  const copyKey = other.kms.addKey();
  other.backup.putRecoveryPoint('copies', {
    resourceArn: namespaceArn, resourceType: TYPE, encryptionKeyArn: copyKey, deleteAt: other.clock.now() + 60 * DAY,
  });
  expect((await records()).find(({ keyArn }) => keyArn === copyKey)).toMatchObject({
    region: 'eu-central-1', generation: null, verdict: 'still needed', backups: [{ vault: 'copies' }],
  });
});

describe('what could not be read is told, and the key is never called unneeded', () => {
  const remedy = (action: string) => `permit ${action}`;

  test('the vaults', async () => {
    put('daily');
    const record = await ofOldKey([...ACTIONS, LIST_POINTS]);
    expect(record.verdict).toBe('not known');
    expect(record.notRead).toEqual([`recovery points of AWS Backup in us-east-1: ${remedy(LIST_VAULTS)}`]);
    expect(record.explanation).toContain(`could not be read (${remedy(LIST_VAULTS)})`);
  });

  test('one vault', async () => {
    world.aws.backup.putVault('daily');
    const record = await ofOldKey([...ACTIONS, LIST_VAULTS]);
    expect(record.verdict).toBe('not known');
    expect(record.notRead)
      .toEqual([`recovery points of AWS Backup in vault daily in us-east-1: ${remedy(LIST_POINTS)}`]);
  });

  test('the key of a recovery point for which AWS Backup names that of the vault', async () => {
    const vaultKey = world.aws.kms.addKey();
    world.aws.backup.putVault('daily', vaultKey);
    const arn = put('daily', { encryptionKeyArn: vaultKey });
    const record = await ofOldKey();
    expect(record.verdict).toBe('not known');
    expect(record.notRead)
      .toEqual([`the key of the recovery point ${arn} in vault daily: AWS Backup names that of the vault`]);
  });

  test('a Region in which no key was found', async () => {
    const gap = `recovery points of AWS Backup in eu-central-1 could not be read (${remedy(LIST_VAULTS)})`;
    const args = [...ACTIONS, LIST_POINTS];
    const document = JSON.parse((await start(['--json'], args)).out) as { notRead: string[]; keys: KeyRecord[] };
    expect(document.keys.some(({ region }) => region === 'eu-central-1')).toBe(false);
    expect(document.notRead).toContain(`recovery points of AWS Backup in eu-central-1: ${remedy(LIST_VAULTS)}`);
    expect((await start(['--no-color'], args)).out.replaceAll(/\s+/g, ' ')).toContain(gap);
    const csv = await start(['--csv'], args);
    expect(csv.err).toMatch(/^there may be more keys: /);
    expect(csv.err).toContain(gap);
    expect(csv.out).not.toContain('may be more');
  });

  test('a namespace on a key that AWS owns, whose Region could not be read', async () => {
    await world.byHand('CreateNamespace', { namespaceName: 'plain' });
    const env = environmentOf(world.aws, operator(world.aws, [...ACTIONS, LIST_POINTS]));
    const { code, err } = await new Program(['keys', 'plain'], env).ended;
    expect(code).toBe(2);
    expect(err).toMatch(/no key was found for namespace plain .*could not be read \(permit backup:ListBackupVaults\)/);
  });

  test('AWS Backup does not answer', async () => {
    world.aws.setFaultPlan(({ service }) => (service === 'backup'
      ? { kind: 'error', code: 'ServiceUnavailableException', message: 'AWS Backup is down', httpStatus: 503 }
      : undefined));
    const record = await ofOldKey();
    expect(record.verdict).toBe('not known');
    expect(record.notRead).toEqual(['recovery points of AWS Backup in us-east-1: AWS Backup is down']);
  });

  test('the key of a recovery point that AWS Backup does not name', async () => {
    const arn = put('daily', { encryptionKeyArn: undefined });
    const record = await ofOldKey();
    expect(record.verdict).toBe('not known');
    expect(record.notRead).toEqual([`the key of the recovery point ${arn} in vault daily: AWS Backup names none`]);
  });
});
