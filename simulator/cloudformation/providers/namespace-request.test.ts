import type { Json } from '../host';
import { creationInput, policyStep, updateInput } from './namespace-request';

/*
 * What the official handler decides, case by case. `source` is a place in
 * aws-cloudformation/aws-cloudformation-resource-providers-redshift-serverless at commit 3835983,
 * aws-redshiftserverless-namespace/src/main/java/software/amazon/redshiftserverless/namespace.
 */

const ROLE = 'arn:aws:iam::111122223333:role/reader';
const OTHER = 'arn:aws:iam::111122223333:role/writer';

describe('what UpdateNamespace gets', () => {
  interface Case {
    readonly source: string;
    readonly name: string;
    readonly previous: Json;
    readonly next: Json;
    /** besides the name of the namespace */
    readonly want: Json;
  }
  const cases: readonly Case[] = [
    { source: 'UpdateHandler.java:67-78', name: 'nothing where nothing has changed', previous: {}, next: {}, want: {} },
    {
      source: 'UpdateHandler.java:71',
      name: 'no key that is the same text',
      previous: { KmsKeyId: 'alias/a' },
      next: { KmsKeyId: 'alias/a' },
      want: {},
    },
    {
      source: 'UpdateHandler.java:71',
      name: 'the key where the texts differ, even if both name one key',
      previous: { KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1' },
      next: { KmsKeyId: 'alias/a' },
      want: { kmsKeyId: 'alias/a' },
    },
    {
      source: 'UpdateHandler.java:71, Translator.java:203',
      name: 'no key that has left the template',
      previous: { KmsKeyId: 'alias/a' },
      next: {},
      want: {},
    },
    {
      source: 'UpdateHandler.java:68-77, Translator.java:199',
      name: 'all that has changed, in one call',
      previous: { KmsKeyId: 'alias/a' },
      next: { KmsKeyId: 'alias/b', LogExports: ['userlog'] },
      want: { kmsKeyId: 'alias/b', logExports: ['userlog'] },
    },
    {
      source: 'UpdateHandler.java:74, 405-412',
      name: 'no log exports that are in another order',
      previous: { LogExports: ['userlog', 'connectionlog'] },
      next: { LogExports: ['connectionlog', 'userlog'] },
      want: {},
    },
    {
      source: 'UpdateHandler.java:406',
      name: 'no empty log exports where there were none',
      previous: {},
      next: { LogExports: [] },
      want: {},
    },
    {
      source: 'UpdateHandler.java:405-412',
      name: 'empty log exports where there were some',
      previous: { LogExports: ['userlog'] },
      next: { LogExports: [] },
      want: { logExports: [] },
    },
    {
      source: 'UpdateHandler.java:405-412, Translator.java:205',
      name: 'no log exports that have left the template',
      previous: { LogExports: ['userlog'] },
      next: {},
      want: {},
    },
    {
      source: 'UpdateHandler.java:409',
      name: 'log exports where one is repeated',
      previous: { LogExports: ['userlog'] },
      next: { LogExports: ['userlog', 'userlog'] },
      want: { logExports: ['userlog', 'userlog'] },
    },
    {
      source: 'UpdateHandler.java:73',
      name: 'no roles that are in another order',
      previous: { IamRoles: [ROLE, OTHER] },
      next: { IamRoles: [OTHER, ROLE] },
      want: {},
    },
    {
      source: 'UpdateHandler.java:89-94',
      name: 'all roles with another default role',
      previous: { DefaultIamRoleArn: ROLE, IamRoles: [ROLE, OTHER] },
      next: { DefaultIamRoleArn: OTHER, IamRoles: [ROLE, OTHER] },
      want: { defaultIamRoleArn: OTHER, iamRoles: [ROLE, OTHER] },
    },
    {
      source: 'UpdateHandler.java:81-86',
      name: 'the password with another user name',
      previous: { AdminUsername: 'a', AdminUserPassword: 'Secret123' },
      next: { AdminUsername: 'b', AdminUserPassword: 'Secret123' },
      want: { adminUsername: 'b', adminUserPassword: 'Secret123' },
    },
    {
      source: 'UpdateHandler.java:81-86',
      name: 'the user name with another password',
      previous: { AdminUsername: 'a', AdminUserPassword: 'Secret123' },
      next: { AdminUsername: 'a', AdminUserPassword: 'Secret124' },
      want: { adminUsername: 'a', adminUserPassword: 'Secret124' },
    },
    {
      source: 'UpdateHandler.java:97-102',
      name: 'who manages the password with another key of the secret',
      previous: { ManageAdminPassword: 'true', AdminPasswordSecretKmsKeyId: 'alias/a' },
      next: { ManageAdminPassword: 'true', AdminPasswordSecretKmsKeyId: 'alias/b' },
      want: { manageAdminPassword: true, adminPasswordSecretKmsKeyId: 'alias/b' },
    },
    {
      source: 'Translator.java:207-208',
      name: 'never a database name',
      previous: { DbName: 'a' },
      next: { DbName: 'b' },
      want: {},
    },
    {
      source: 'UpdateHandler.java:67, 145-151',
      name: 'no tags',
      previous: {},
      next: { Tags: [{ Key: 'a', Value: '1' }] },
      want: {},
    },
  ];
  test.each(cases)('$name ($source)', ({ previous, next, want }) => {
    expect(updateInput('warehouse', next, previous)).toEqual({ namespaceName: 'warehouse', ...want });
  });

  test('CreateNamespace gets the tags, the database name, and no empty list (Translator.java:59-74)', () => {
    const properties = { NamespaceName: 'warehouse', DbName: 'db', Tags: [{ Key: 'a', Value: '1' }] };
    expect(creationInput({ ...properties, ManageAdminPassword: 'true' })).toEqual({
      namespaceName: 'warehouse', dbName: 'db', manageAdminPassword: true, tags: [{ key: 'a', value: '1' }],
    });
  });
});

describe('the resource policy', () => {
  const policy = { Statement: [] };
  interface Case {
    readonly source: string;
    readonly name: string;
    readonly previous?: Json;
    readonly next: Json;
    readonly want: ReturnType<typeof policyStep>;
  }
  const put = { put: '{"Statement":[]}' };
  const having = { NamespaceResourcePolicy: policy };
  test.each<Case>([
    { source: 'CreateHandler.java:63', name: 'is put when a namespace is created', next: having, want: put },
    { source: 'CreateHandler.java:63', name: 'is not put where there is none', next: {}, want: undefined },
    {
      source: 'UpdateHandler.java:155-168',
      name: 'is put in each update, changed or not',
      previous: having,
      next: having,
      want: put,
    },
    {
      source: 'UpdateHandler.java:156-162',
      name: 'is deleted where it is now empty',
      previous: having,
      next: { NamespaceResourcePolicy: {} },
      want: 'delete',
    },
    {
      source: 'UpdateHandler.java:157',
      name: 'is not deleted where there was none',
      previous: {},
      next: { NamespaceResourcePolicy: {} },
      want: undefined,
    },
    {
      source: 'UpdateHandler.java:155',
      name: 'stays where it has left the template',
      previous: having,
      next: {},
      want: undefined,
    },
  ])('$name ($source)', ({ previous, next, want }) => {
    expect(policyStep(next, previous)).toEqual(want);
  });
});
