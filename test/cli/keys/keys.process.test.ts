/** The program as a process, against the simulator over HTTP, with exactly the permissions that its help names. */
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { TwoRegions } from './two-regions';
import { LocalAws } from '../../../simulator/local-aws';
import { read } from '../../project/documents';
import { NAMESPACE, onGeneration, World } from '../../stories/world';
import { environmentOf, operator, Program, type Ended } from '../process';

const ACTIONS = [
  'redshift-serverless:GetNamespace', 'redshift-serverless:ListNamespaces', 'redshift-serverless:ListSnapshots',
  'redshift-serverless:ListSnapshotCopyConfigurations', 'redshift-serverless:ListTagsForResource',
  'kms:ListKeys', 'kms:DescribeKey', 'kms:ListGrants', 'kms:GetKeyLastUsage',
  'backup:ListBackupVaults', 'backup:ListRecoveryPointsByBackupVault',
  'cloudformation:ListStackResources', 'states:ListExecutions',
];
const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 4, 1, 9);

const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));
const isDocument = ajv.compile(JSON.parse(read('docs/schemas/keys.schema.json')) as object);

interface KeyRecord extends Record<string, unknown> { readonly generation: number | null; readonly verdict: string }

let world: World;
let other: LocalAws;
let regions: TwoRegions;
/** keys of the account, by generation */
let keys: string[];

beforeAll(async () => {
  world = await World.start({ start: START });
  other = await LocalAws.start({ start: START, region: 'eu-central-1', account: world.aws.account });
  regions = await TwoRegions.start({ 'us-east-1': world.aws, 'eu-central-1': other }, ['eu-central-1']);
  // Three generations, a snapshot under each of the first two, and two days since the last change.
  await world.deploy(onGeneration(1));
  keys = [world.generation(1)];
  await snapshot('for-audit', -1);
  for (const number of [2, 3]) {
    await world.deploy(onGeneration(number));
    keys.push(world.generation(number));
    if (number === 2) { await snapshot('for-a-month', 30); }
    await world.aws.clock.advance(2 * DAY);
  }
  const { usage } = world.aws.kms;
  const grantee = 'arn:aws:iam::111122223333:role/Reader';
  usage.addGrant(keys[1]!, { grantee, operations: ['Decrypt', 'DescribeKey'] });
  usage.record(keys[1]!, 'Decrypt', START + 3600_000);
  // A copy in the other Region, under a key of that Region.
  const copyKey = other.kms.addKey();
  const call = async (operation: string, input: Record<string, unknown>) => {
    await other.call(other.administrator, 'redshift-serverless', operation, { namespaceName: NAMESPACE, ...input });
    await other.clock.advance(2 * 60_000);
  };
  await call('CreateNamespace', { kmsKeyId: copyKey });
  await call('CreateWorkgroup', { workgroupName: 'copies' });
  await call('CreateSnapshot', { snapshotName: 'copied', retentionPeriod: 60 });
  await other.clock.advance(4 * DAY);
});
afterAll(async () => {
  await regions.stop();
  await other.stop();
  await world.stop();
});

async function snapshot(snapshotName: string, retentionPeriod: number): Promise<void> {
  await world.byHand('CreateSnapshot', { namespaceName: NAMESPACE, snapshotName, retentionPeriod });
  await world.aws.clock.advance(5 * 60_000);
}

/** Both Regions know the credentials. */
function start(args: readonly string[], actions = ACTIONS): Promise<Ended> {
  const env = environmentOf(world.aws, operator(world.aws, actions));
  const caller = operator(other, actions);
  other.endpoint.adopt(String(env.AWS_ACCESS_KEY_ID), caller);
  return new Program(['keys', ...args], { ...env, AWS_ENDPOINT_URL: regions.url }).ended;
}

test('a document for a program: each generation, the copies, and who needs what', async () => {
  const { code, out, err } = await start([NAMESPACE, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const document = JSON.parse(out) as { keys: KeyRecord[] };
  expect(isDocument(document) || ajv.errorsText(isDocument.errors)).toBe(true);
  expect(document).toMatchObject({
    namespace: NAMESPACE,
    keys: [
      { generation: 3, keyArn: keys[2], verdict: 'in use', users: ['namespace warehouse'], nextCommand: null },
      {
        generation: 2,
        verdict: 'still needed',
        snapshots: [{ name: 'for-a-month' }],
        grants: ['arn:aws:iam::111122223333:role/Reader: Decrypt, DescribeKey'],
        lastUse: { at: new Date(START + 3600_000).toISOString(), operation: 'Decrypt' },
      },
      { generation: 1, verdict: 'still needed', neededUntil: null, snapshots: [{ name: 'for-audit', until: null }] },
      { generation: null, region: 'eu-central-1', verdict: 'still needed', snapshots: [{ name: 'copied' }] },
    ],
  });
  // Reads, and no more than the help names.
  const called = world.aws.calls.filter(({ principal }) => principal === 'operator');
  expect(called.every(({ service, operation }) => ACTIONS.includes(`${service}:${operation}`))).toBe(true);
  expect(called.every(({ outcome }) => outcome === 'ok')).toBe(true);
});

test('a table for a person: worded as evidence, with the next command', async () => {
  const { code, out } = await start([NAMESPACE]);
  expect(code).toBe(0);
  expect(out).toMatch(/generation 3 .*in use by namespace warehouse/);
  expect(out).toMatch(/generation 1 .*still needed without a known end: 1 snapshot/);
  expect(out).toContain('This is evidence, not permission.');
  expect(out).toMatch(/the next command to type, .*\n {2}npx cdk-redshift-rotatable-namespace keys warehouse/);
  expect(out).not.toMatch(/disable-key|schedule-key-deletion/);
});

test('lines for an auditor', async () => {
  const { code, out } = await start([NAMESPACE, '--csv']);
  expect(code).toBe(0);
  const [header, ...lines] = out.trimEnd().split('\r\n');
  expect(header).toBe('at,namespace,region,generation,key_arn,state,created_at,period_not_before,period_not_after,'
    + 'period_at_most_days,verdict,needed_until,snapshots,grants,last_use_at,last_use_tracked_since,not_read,'
    + 'explanation,backups');
  expect(lines).toHaveLength(4);
  const [, , , generation, , , created, , after, days] = lines[2]!.split(',');
  expect({ generation, isBefore: created! < after! }).toEqual({ generation: '1', isBefore: true });
  expect(Number(days)).toBeLessThanOrEqual(1);
});

test.each([
  { denied: 'redshift-serverless:ListSnapshots', what: 'snapshots in us-east-1' },
  { denied: 'kms:ListGrants', what: 'grants of the key' },
  { denied: 'redshift-serverless:ListNamespaces', what: 'other namespaces' },
  { denied: 'backup:ListBackupVaults', what: 'recovery points of AWS Backup in us-east-1' },
])('what is denied is told, and never taken for nothing: $denied', async ({ denied, what }) => {
  const { code, out } = await start([NAMESPACE, '--json'], ACTIONS.filter((action) => action !== denied));
  expect(code).toBe(0);
  const { keys: found } = JSON.parse(out) as { keys: KeyRecord[] };
  expect(found.length).toBeGreaterThan(2);
  for (const { region, notRead, verdict } of found) {
    if (region === 'us-east-1') { expect(notRead).toContain(`${what}: permit ${denied}`); }
    expect(verdict).not.toBe('nothing found');
  }
});

test('weeks later, the old key is followed to its end, each step by the command that was printed', async () => {
  const { aws } = world;
  const record = async (): Promise<KeyRecord> => {
    const { out } = await start([NAMESPACE, '--json']);
    return (JSON.parse(out) as { keys: KeyRecord[] }).keys.find((each) => each.generation === 2)!;
  };
  await aws.clock.advance(40 * DAY);
  expect(await record()).toMatchObject({
    verdict: 'nothing found', nextCommand: `aws kms disable-key --region us-east-1 --key-id ${keys[1]}`,
  });
  await aws.call(aws.administrator, 'kms', 'DisableKey', { KeyId: keys[1]! });
  expect(await record()).toMatchObject({ nextCommand: expect.stringContaining('schedule-key-deletion') as string });
  await aws.call(aws.administrator, 'kms', 'ScheduleKeyDeletion', { KeyId: keys[1]!, PendingWindowInDays: 30 });
  expect(await record()).toMatchObject({
    verdict: 'to be deleted', nextCommand: expect.stringContaining('cancel-key-deletion') as string,
  });
});

describe('what cannot be collected ends with 2 and a remedy', () => {
  test.each<{ name: string; args: readonly string[]; actions?: string[]; want: RegExp }>([
    { name: 'no such namespace', args: ['nothing-here'], want: /no key was found for namespace nothing-here/ },
    { name: 'an ARN', args: ['arn:aws:x'], want: /the name of the namespace is not valid, got: "arn:aws:x"/ },
    { name: 'both formats', args: [NAMESPACE, '--json', '--csv'], want: /cannot be used with option/ },
    {
      name: 'a denied read of the namespace',
      args: [NAMESPACE],
      actions: ['kms:*'],
      want: /the namespace warehouse could not be read, got: .*; permit redshift-serverless:GetNamespace/,
    },
  ])('$name', async ({ args, actions, want }) => {
    expect(await start(args, actions)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(want) as string });
  });
});
