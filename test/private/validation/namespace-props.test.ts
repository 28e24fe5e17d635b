import {
  App, Aws, CfnParameter, Duration, SecretValue, Stack, aws_iam as iam, aws_kms as kms,
} from 'aws-cdk-lib';
import { NamespaceEncryption, RotatableNamespace, type RotatableNamespaceProps } from '../../../src';
import { ENV, expectRefused, newStack, synthNamespace } from '../../templates';

describe('refused before any resource is created', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const assumedBy = new iam.ServicePrincipal('redshift-serverless.amazonaws.com');
  const role = new iam.Role(stack, 'Role', { assumedBy });
  const [cfnRole, otherCfnRole] = ['CfnRole', 'OtherCfnRole'].map((id) =>
    new iam.CfnRole(stack, id, { assumeRolePolicyDocument: {} }));
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
  const secret = SecretValue.secretsManager('admin');
  const copy = (retention: Duration) => ({ snapshotCopy: { destinationRegion: 'eu-central-1', retention } });

  interface Case { readonly name: string; readonly props: RotatableNamespaceProps; readonly want: string }
  const cases: Record<string, Case[]> = {
    'the name of the namespace': [
      {
        name: 'too short',
        props: { namespaceName: 'ab' },
        want: "RotatableNamespace 'Stack/Warehouse' cannot be created: namespaceName must have 3 to 64 characters "
          + "of a-z, 0-9 and '-', got: 'ab' (2 characters); choose another name",
      },
      {
        name: 'too long',
        props: { namespaceName: 'a'.repeat(65) },
        want: `got: '${'a'.repeat(65)}' (65 characters); choose another name`,
      },
      { name: 'in upper case', props: { namespaceName: 'Warehouse' }, want: "got: 'Warehouse' (9 characters)" },
      { name: 'with an underscore', props: { namespaceName: 'ware_house' }, want: "got: 'ware_house'" },
      {
        name: 'reserved',
        props: { namespaceName: 'select' },
        want: "namespaceName must not be a word that Amazon Redshift reserves, got: 'select'; "
          + "choose another name, such as 'select-namespace'",
      },
    ],
    'database and administrator': [
      {
        name: 'database name that begins with a digit',
        props: { dbName: '1st' },
        want: 'dbName must begin with a letter and have at most 127 characters of '
          + "a-z, A-Z, 0-9 and '_+.@-', got: '1st' (3 characters); choose another name",
      },
      { name: 'database name too long', props: { dbName: 'a'.repeat(128) }, want: '(128 characters)' },
      {
        name: 'admin name with a blank',
        props: { adminUsername: 'the boss' },
        want: 'adminUsername must begin with a letter and have at most 127 characters of '
          + "a-z, A-Z, 0-9 and '_+.@-', got: 'the boss' (8 characters); choose another name",
      },
      {
        name: 'admin name without password',
        props: { adminUsername: 'boss', manageAdminPassword: false },
        want: "adminUsername must come with a password, got: adminUsername 'boss' with manageAdminPassword false and "
          + 'no adminUserPassword; give adminUserPassword, or leave manageAdminPassword out',
      },
      {
        name: 'password without admin name',
        props: { adminUserPassword: secret },
        want: 'adminUserPassword must come with adminUsername, got: a password alone; '
          + 'give adminUsername too, or leave both out',
      },
      {
        name: 'password beside a managed one',
        props: { adminUsername: 'boss', adminUserPassword: secret, manageAdminPassword: true },
        want: 'adminUserPassword must not be given while manageAdminPassword is true, got: both; '
          + 'leave one of them out',
      },
      {
        name: 'key of a secret that is not managed',
        props: { manageAdminPassword: false, adminPasswordSecretKey: key },
        want: 'adminPasswordSecretKey must not be given where the service does not manage the admin password, '
          + 'got: a key; leave it out',
      },
    ],
    'roles': [
      {
        name: 'default role without roles',
        props: { defaultRole: role },
        want: "defaultRole must be one of roles, got: 'Stack/Role', which is not among the 0 given; add it to roles",
      },
      {
        name: 'default role, as CfnRole, missing from the roles',
        props: { roles: [role, otherCfnRole], defaultRole: cfnRole },
        want: "defaultRole must be one of roles, got: 'Stack/CfnRole', which is not among the 2 given; add it to roles",
      },
    ],
    'snapshots': [
      {
        name: 'retention of a final snapshot without its name',
        props: { finalSnapshotRetention: Duration.days(7) },
        want: 'finalSnapshotRetention must come with finalSnapshotName, got: 7 days and no name; '
          + 'give finalSnapshotName too, or leave both out',
      },
      {
        name: 'final snapshot kept for 0 days',
        props: { finalSnapshotName: 's', finalSnapshotRetention: Duration.days(0) },
        want: 'finalSnapshotRetention must be 1 to 3653 whole days, got: 0 days; '
          + 'give a Duration in that range, or leave it out',
      },
      {
        name: 'final snapshot kept for a day too long',
        props: { finalSnapshotName: 's', finalSnapshotRetention: Duration.days(3654) },
        want: 'finalSnapshotRetention must be 1 to 3653 whole days, got: 3654 days',
      },
      {
        name: 'final snapshot kept for half a day',
        props: { finalSnapshotName: 's', finalSnapshotRetention: Duration.hours(12) },
        want: 'finalSnapshotRetention must be 1 to 3653 whole days, got: 12 hours',
      },
      {
        name: 'final snapshot kept for a day and a half',
        props: { finalSnapshotName: 's', finalSnapshotRetention: Duration.days(1.5) },
        want: 'finalSnapshotRetention must be 1 to 3653 whole days',
      },
      {
        name: 'snapshot copy kept for 0 days',
        props: copy(Duration.days(0)),
        want: 'snapshotCopy.retention must be 1 to 3653 whole days, got: 0 days; '
          + 'give a Duration in that range, or leave it out',
      },
      {
        name: 'snapshot copy kept for a day too long',
        props: copy(Duration.days(3654)),
        want: 'snapshotCopy.retention must be 1 to 3653 whole days, got: 3654 days',
      },
      {
        name: 'snapshot copy kept for half a day',
        props: copy(Duration.hours(12)),
        want: 'snapshotCopy.retention must be 1 to 3653 whole days, got: 12 hours',
      },
    ],
  };
  describe.each(Object.entries(cases))('%s', (_part, rows) => {
    test.each(rows)('$name', ({ props, want }) => expectRefused(props, want));
  });

  test('several mistakes are reported at once', () => {
    const encryption = NamespaceEncryption.keyGenerations({ active: 2, newest: 1 });
    expectRefused({ namespaceName: 'x', dbName: '1', encryption }, new RegExp([
      "RotatableNamespace 'Stack/Warehouse' cannot be created: ",
      ' {2}- namespaceName .*',
      ' {2}- dbName .*',
      ' {2}- the active key generation',
    ].join('\n')));
  });
});

describe('the Region of a snapshot copy', () => {
  test.each<{ name: string; destinationRegion: string; want: string }>([
    {
      name: "the namespace's own",
      destinationRegion: ENV.region,
      want: "snapshotCopy.destinationRegion must be another Region than the namespace's, got: 'eu-west-1'; "
        + 'give another one, or leave snapshotCopy out',
    },
    {
      name: 'the name of a city',
      destinationRegion: 'Frankfurt',
      want: "snapshotCopy.destinationRegion must be the code of a Region, got: 'Frankfurt'; "
        + "give one such as 'eu-central-1'",
    },
  ])('$name: refused', ({ destinationRegion, want }) => expectRefused({ snapshotCopy: { destinationRegion } }, want));

  test.each(['us-gov-west-1', 'cn-north-1', 'ap-southeast-5', 'eusc-de-east-1'])('%s: accepted', (region) => {
    expect(() => synthNamespace({ snapshotCopy: { destinationRegion: region } })).not.toThrow();
  });
});

test('tokens are left to the deployment', () => {
  const stack = new Stack(new App(), 'Tokens');
  const text = new CfnParameter(stack, 'P').valueAsString;
  const number = new CfnParameter(stack, 'N', { type: 'Number' }).valueAsNumber;
  const imported = (id: string) =>
    iam.Role.fromRoleArn(stack, id, new CfnParameter(stack, `${id}Arn`).valueAsString);
  const key = kms.Key.fromKeyArn(stack, 'K', `arn:aws:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/k`);
  expect(() => new RotatableNamespace(stack, 'Warehouse', {
    namespaceName: text,
    dbName: text,
    adminUsername: text,
    finalSnapshotName: text,
    finalSnapshotRetention: Duration.days(number),
    snapshotCopy: { destinationRegion: text, retention: Duration.days(number) },
    roles: [imported('R1')],
    defaultRole: imported('R2'),
    encryption: NamespaceEncryption.customerManagedKey(key),
  })).not.toThrow();
});

describe('the same role twice', () => {
  test('imported', () => {
    const stack = newStack();
    const arn = 'arn:aws:iam::111122223333:role/loader';
    const [one, two] = ['One', 'Two'].map((id) => iam.Role.fromRoleArn(stack, id, arn));
    expect(() => synthNamespace({ roles: [one], defaultRole: two }, stack)).not.toThrow();
  });

  test('as Role and as its CfnRole', () => {
    const stack = newStack();
    const assumedBy = new iam.ServicePrincipal('redshift-serverless.amazonaws.com');
    const role = new iam.Role(stack, 'Role', { assumedBy });
    const defaultRole = role.node.defaultChild as iam.CfnRole;
    expect(() => synthNamespace({ roles: [role], defaultRole }, stack)).not.toThrow();
  });
});
