import { backupsOf, unknownKeys, type KeyedSnapshot, type RecoveryPoint } from '../../../cli/keys/backups';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/key-1';
const OTHER_KEY = `${KEY}2`;
const NAMESPACE_ARN = 'arn:aws:redshift-serverless:eu-west-1:111122223333:namespace/one';
const SNAPSHOT_ARN = 'arn:aws:redshift-serverless:eu-west-1:111122223333:snapshot/one';
const OWNER = { name: 'warehouse', arns: new Set([NAMESPACE_ARN]) };

const point = (more: Partial<RecoveryPoint> = {}): RecoveryPoint => ({
  arn: 'arn:aws:backup:eu-west-1:111122223333:recovery-point:one',
  vault: 'Default',
  status: 'COMPLETED',
  resourceArn: NAMESPACE_ARN,
  resourceType: 'Redshift Serverless',
  isUnderAwsOwnedKey: false,
  ...more,
});

interface Case {
  readonly name: string;
  readonly point: Partial<RecoveryPoint>;
  readonly snapshots?: readonly KeyedSnapshot[];
  readonly want: { readonly keys: readonly string[]; readonly isOwn: boolean; readonly unknown: boolean };
}
test.each<Case>([
  { name: 'its own key', point: { keyArn: KEY }, want: { keys: [KEY], isOwn: true, unknown: false } },
  {
    name: 'the key of the snapshot that it is',
    point: { arn: SNAPSHOT_ARN },
    snapshots: [{ snapshotArn: SNAPSHOT_ARN, kmsKeyId: KEY }, { snapshotArn: `${SNAPSHOT_ARN}2`, kmsKeyId: OTHER_KEY }],
    want: { keys: [KEY], isOwn: true, unknown: false },
  },
  {
    name: 'both, if they differ',
    point: { arn: SNAPSHOT_ARN, keyArn: OTHER_KEY },
    snapshots: [{ snapshotArn: SNAPSHOT_ARN, kmsKeyId: KEY }],
    want: { keys: [OTHER_KEY, KEY], isOwn: true, unknown: false },
  },
  {
    name: 'the key of the vault: the data may be under another',
    point: { keyArn: KEY, vaultKeyArn: KEY },
    want: { keys: [KEY], isOwn: true, unknown: true },
  },
  {
    name: 'the key of the vault, and the snapshot that it is says more',
    point: { arn: SNAPSHOT_ARN, keyArn: KEY, vaultKeyArn: KEY },
    snapshots: [{ snapshotArn: SNAPSHOT_ARN, kmsKeyId: OTHER_KEY }],
    want: { keys: [KEY, OTHER_KEY], isOwn: true, unknown: false },
  },
  {
    name: 'the key of the vault, of a type with keys of its own',
    point: { keyArn: KEY, vaultKeyArn: KEY, resourceArn: 'arn:aws:s3:::bucket', resourceType: 'S3' },
    want: { keys: [KEY], isOwn: false, unknown: false },
  },
  {
    name: 'another key than that of the vault',
    point: { keyArn: KEY, vaultKeyArn: OTHER_KEY },
    want: { keys: [KEY], isOwn: true, unknown: false },
  },
  {
    name: 'one of another resource under the key',
    point: { keyArn: KEY, resourceArn: 'arn:aws:ec2:eu-west-1:111122223333:volume/vol-1', resourceType: 'EBS' },
    want: { keys: [KEY], isOwn: false, unknown: false },
  },
  {
    name: 'one of a namespace that was deleted, by its name',
    point: { keyArn: KEY, resourceArn: `${NAMESPACE_ARN}-before`, resourceName: 'warehouse' },
    want: { keys: [KEY], isOwn: true, unknown: false },
  },
  {
    name: 'a resource of the same name that is no namespace',
    point: { keyArn: KEY, resourceArn: 'arn:aws:s3:::warehouse', resourceType: 'S3', resourceName: 'warehouse' },
    want: { keys: [KEY], isOwn: false, unknown: false },
  },
  { name: 'no key is named', point: {}, want: { keys: [], isOwn: true, unknown: true } },
  {
    name: 'no key is named, and no ARN: it is no snapshot without an ARN',
    point: { arn: '' },
    snapshots: [{ kmsKeyId: KEY }, { snapshotArn: '', kmsKeyId: KEY }],
    want: { keys: [], isOwn: true, unknown: true },
  },
  {
    name: 'no key is named, of another type',
    point: { resourceArn: 'arn:aws:s3:::bucket', resourceType: 'S3' },
    want: { keys: [], isOwn: false, unknown: false },
  },
  {
    name: 'a key that AWS owns, in a vault with a key',
    point: { isUnderAwsOwnedKey: true, vaultKeyArn: KEY },
    want: { keys: [], isOwn: true, unknown: false },
  },
  {
    name: 'a key that AWS owns, in a vault under such a key',
    point: { isUnderAwsOwnedKey: true },
    want: { keys: [], isOwn: true, unknown: true },
  },
  {
    name: 'no ARN for a key: not a customer managed key',
    point: { keyArn: 'AWS_OWNED_KMS_KEY', isUnderAwsOwnedKey: true },
    want: { keys: [], isOwn: true, unknown: false },
  },
])('$name', ({ point: more, snapshots = [], want }) => {
  const points = [point(more)];
  const [backup] = backupsOf(points, snapshots, OWNER);
  const unknown = unknownKeys(points, snapshots).length > 0;
  expect({ keys: backup?.keys, isOwn: backup?.isOwn, unknown }).toEqual(want);
});

test('a key that AWS Backup does not name is told with the recovery point and its vault', () => {
  expect(unknownKeys([point()], [])).toEqual([{
    what: `the key of the recovery point ${point().arn} in vault Default`, why: 'AWS Backup names none',
  }]);
});
