import { snapshotCopyChanges, type DesiredCopy, type ExistingCopy } from './snapshot-copy-changes';

// `source` is a place in the official handler, at the commit that `namespace-request.test.ts` names.

describe('snapshot copies', () => {
  const copy = (destinationRegion: string, rest: Partial<DesiredCopy> = {}): DesiredCopy =>
    ({ destinationRegion, ...rest });
  const existing = (destinationRegion: string, rest: Partial<ExistingCopy> = {}): ExistingCopy => ({
    snapshotCopyConfigurationId: `id-${destinationRegion}`,
    destinationRegion,
    destinationKmsKeyId: 'AWS_OWNED_KMS_KEY',
    snapshotRetentionPeriod: -1,
    ...rest,
  });
  const [a, b] = ['us-west-1', 'us-west-2'];
  interface Case {
    readonly source: string;
    readonly name: string;
    readonly desired: readonly DesiredCopy[];
    readonly previous: readonly DesiredCopy[];
    readonly existing: readonly ExistingCopy[];
    /** `create`, `update` or `delete`, and the Region */
    readonly want: readonly string[];
  }
  const cases: readonly Case[] = [
    {
      source: 'UpdateHandler.java:365-368',
      name: 'a new one is created',
      desired: [copy(a)],
      previous: [],
      existing: [],
      want: [`create ${a}`],
    },
    {
      source: 'UpdateHandler.java:357-363',
      name: 'one that was made by hand is adopted',
      desired: [copy(a)],
      previous: [],
      existing: [existing(a)],
      want: [],
    },
    {
      source: 'UpdateHandler.java:370-374',
      name: 'one that has left the template is deleted',
      desired: [],
      previous: [copy(a)],
      existing: [existing(a)],
      want: [`delete ${a}`],
    },
    {
      source: 'UpdateHandler.java:351, 370',
      name: 'one that no template has named stays',
      desired: [copy(a)],
      previous: [copy(a)],
      existing: [existing(a), existing(b)],
      want: [],
    },
    {
      source: 'UpdateHandler.java:373',
      name: 'one that is gone is not deleted again',
      desired: [],
      previous: [copy(a)],
      existing: [],
      want: [],
    },
    {
      source: 'UpdateHandler.java:382-384',
      name: 'one that was deleted by hand is created again',
      desired: [copy(a)],
      previous: [copy(a)],
      existing: [],
      want: [`create ${a}`],
    },
    {
      source: 'UpdateHandler.java:385-388',
      name: 'another key means another copy',
      desired: [copy(a, { destinationKmsKeyId: 'k' })],
      previous: [copy(a)],
      existing: [existing(a)],
      want: [`delete ${a}`, `create ${a}`],
    },
    {
      source: 'UpdateHandler.java:386',
      name: 'no key is the AWS-owned key',
      desired: [copy(a)],
      previous: [copy(a, { destinationKmsKeyId: 'k' })],
      existing: [existing(a)],
      want: [],
    },
    {
      source: 'UpdateHandler.java:389-391',
      name: 'another retention period is an update',
      desired: [copy(a, { snapshotRetentionPeriod: 7 })],
      previous: [copy(a)],
      existing: [existing(a)],
      want: [`update ${a}`],
    },
    {
      source: 'UpdateHandler.java:390',
      name: 'no retention period is one without end',
      desired: [copy(a)],
      previous: [copy(a, { snapshotRetentionPeriod: 7 })],
      existing: [existing(a, { snapshotRetentionPeriod: 7 })],
      want: [`update ${a}`],
    },
  ];
  test.each(cases)('$name ($source)', ({ desired, previous, existing: present, want }) => {
    const changes = snapshotCopyChanges(desired, previous, present);
    expect([
      ...changes.delete.map((each) => `delete ${each.destinationRegion}`),
      ...changes.update.map((each) => `update ${each.desired.destinationRegion}`),
      ...changes.create.map((each) => `create ${each.destinationRegion}`),
    ]).toEqual(want);
  });
});
