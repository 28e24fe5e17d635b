import { RemovalPolicy } from 'aws-cdk-lib';
import { deployPolicy, type Deployment } from './deploy-policy';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, World, type AppVersion } from './world';
import { WarehouseStack } from '../../examples/restricted-key-policy/warehouse-stack';
import type { StackSource } from '../../simulator/cloudformation';
import { statementsOf, type PolicyDocument, type PolicyStatement } from '../../simulator/services/iam-policy';
import { LogExport } from '../../src';

/* CloudFormation as a role that is not an administrator. */

const ROLE = 'deployer';
const ACCOUNT: Deployment = {
  partition: 'aws',
  region: 'us-east-1',
  account: '111122223333',
  stackName: STACK,
  assetBucket: 'cdk-hnb659fds-assets-111122223333-us-east-1',
};

const DESTROY: AppVersion = { removalPolicy: RemovalPolicy.DESTROY };

let world: World;
afterEach(() => world.stop());

async function start(policy: PolicyDocument, enforcedRights: 'all' | 'none' = 'all'): Promise<void> {
  world = await World.start({ unknowns: { enforcedRights } });
  world.aws.iam.putRole(ROLE, { policies: { deploy: policy } });
}

const deploy = (version: AppVersion = {}) => world.deploy(world.source(version), { role: ROLE });

/** A policy without one action. */
const without = (policy: PolicyDocument, action: string): PolicyDocument => ({
  ...policy,
  Statement: statementsOf(policy).map((statement) => ({
    ...statement, Action: [statement.Action].flat().filter((each): each is string => each !== action),
  })),
});

const actionsOf = (statement: PolicyStatement): string[] =>
  [statement.Action].flat().filter((each) => each !== undefined);

/** The same app with another release of the library: other code, and other settings of what is there once a stack. */
function upgraded(source: StackSource): StackSource {
  const template = structuredClone(source.template) as { Resources: Record<string, Resource> };
  const keys: Record<string, string> = {};
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    switch (type) {
      case 'AWS::Lambda::Function': {
        const code = properties.Code as { S3Key: string };
        keys['next.zip'] = code.S3Key;
        code.S3Key = 'next.zip';
        properties.MemorySize = 1024;
        break;
      }
      case 'AWS::Lambda::EventInvokeConfig': properties.MaximumRetryAttempts = 1; break;
      case 'AWS::StepFunctions::StateMachine': properties.TracingConfiguration = { Enabled: false }; break;
    }
  }
  return { ...source, template, assetFolder: (key) => source.assetFolder(keys[key] ?? key) };
}

interface Resource { readonly Type: string; readonly Properties: Record<string, unknown> }

/** A life of a stack: create, key change, other settings, rollback, upgrade, delete. */
async function life(): Promise<void> {
  expect((await deploy(onGeneration(1))).status).toBe('CREATE_COMPLETE');
  expect((await deploy(onGeneration(2))).status).toBe('UPDATE_COMPLETE');
  expect(world.liveKey()).toBe(world.generation(2));
  const logs = { logExports: [LogExport.USER_LOG] };
  expect((await deploy({ ...onGeneration(2), ...logs })).status).toBe('UPDATE_COMPLETE');
  const failing = { ...onGeneration(3), ...logs, ...SIBLING_FAILS };
  expect((await deploy(failing)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.liveKey()).toBe(world.generation(2));
  expect((await deploy({ ...onGeneration(2), ...logs, ...DESTROY, team: 'data' })).status).toBe('UPDATE_COMPLETE');
  expect((await deploy({ ...onGeneration(2), ...logs, ...DESTROY })).status).toBe('UPDATE_COMPLETE');
  const next = upgraded(world.source({ ...onGeneration(2), ...logs, ...DESTROY }));
  expect((await world.deploy(next, { role: ROLE })).status).toBe('UPDATE_COMPLETE');
  expect((await world.run(world.cloudFormation.deleteStack(STACK))).status).toBe('DELETE_COMPLETE');
  expect(world.aws.redshift.view(NAMESPACE)).toBeUndefined();
}

test('the smallest policy is enough, and each action in it is used', async () => {
  const policy = deployPolicy(ACCOUNT);
  await start(policy);
  await life();
  const decisions = world.aws.iam.decisions.filter(({ principal }) => principal === ROLE);
  expect(decisions.filter(({ allowed }) => !allowed)).toEqual([]);
  for (const [index, statement] of statementsOf(policy).entries()) {
    const used = decisions.filter((decision) => decision.statement?.index === index).map(({ action }) => action);
    expect([statement.Sid, actionsOf(statement).filter((action) => !used.includes(action))])
      .toEqual([statement.Sid, []]);
  }
});

test('with nothing enforced of what operations depend on, it is enough without these', async () => {
  const actions = statementsOf(deployPolicy(ACCOUNT))
    .filter(({ Sid: sid }) => /^(Use|Grant)Keys|^NewPassword/.test(sid ?? ''))
    .flatMap(actionsOf);
  expect(actions).toHaveLength(8);
  await start(actions.reduce(without, deployPolicy(ACCOUNT)), 'none');
  await life();
});

test('without ListSnapshotCopyConfigurations, an update fails after it was carried out', async () => {
  await start(without(deployPolicy(ACCOUNT), 'redshift-serverless:ListSnapshotCopyConfigurations'));
  // The creation only reads them, and that failure is ignored.
  expect((await deploy(onGeneration(1))).status).toBe('CREATE_COMPLETE');
  const outcome = await deploy({ ...onGeneration(1), logExports: [LogExport.USER_LOG] });
  expect(outcome.cause).toMatch(/not authorized to perform: redshift-serverless:ListSnapshotCopyConfigurations/);
  // The rollback's own update fails in the same way.
  expect(outcome.status).toBe('UPDATE_ROLLBACK_FAILED');
  const updates = world.aws.calls.filter(({ operation }) => operation === 'UpdateNamespace');
  expect(updates.map(({ outcome: result }) => result)).toEqual(['ok', 'ok']);
});

test.each([
  ['redshift-serverless:ListTagsForResource', 'ROLLBACK_COMPLETE'],
  ['kms:CreateGrant', 'ROLLBACK_COMPLETE'],
  ['secretsmanager:CreateSecret', 'ROLLBACK_COMPLETE'],
  ['lambda:InvokeFunction', 'ROLLBACK_FAILED'],
  ['iam:PassRole', 'ROLLBACK_COMPLETE'],
])('without %s, the creation ends %s and says so', async (action, status) => {
  await start(without(deployPolicy(ACCOUNT), action));
  const outcome = await deploy(onGeneration(1));
  expect(outcome.status).toBe(status);
  const reasons = world.cloudFormation.events(STACK).map(({ reason }) => reason ?? '').join(' ');
  expect(reasons).toMatch(action === 'kms:CreateGrant' ? /is inaccessible/ : new RegExp(`perform: ${action} on`));
});

test('a key policy that names each role: the deploy role needs no KMS permission on keys of its own', async () => {
  const name = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT.account}-${ACCOUNT.region}`;
  const stackName = 'RestrictedKeyPolicy';
  const policy = deployPolicy({ ...ACCOUNT, stackName });
  const keyless = statementsOf(policy).filter(({ Sid: sid }) => !/Keys(Of|Through|To)/.test(sid ?? ''));
  expect(keyless).toHaveLength(statementsOf(policy).length - 3);
  world = await World.start();
  world.aws.iam.putRole(name, {
    policies: {
      deploy: {
        Statement: [...keyless, {
          Effect: 'Allow', Action: ['iam:TagRole'], Resource: '*',
        }],
      },
    },
  });
  const version = (keyGeneration: number) => world.synth((app) => {
    new WarehouseStack(app, stackName, { keyGeneration });
  }, stackName);
  expect(await world.deploy(version(1), { role: name })).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(await world.deploy(version(2), { role: name })).toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(world.liveKey('restricted-warehouse')).toBe(world.generation(2, stackName));
});
