import * as assert from 'node:assert/strict';
import { assertOrder, DeployedStack } from './stack';
import type { Cdk } from '../support/cdk';
import type { MinistackApi } from '../support/ministack-api';
import type { Outcome } from '../support/processes';
import { DEPLOY_ROLE, type RedshiftEndpoint } from '../support/redshift-endpoint';
import type { Tally } from '../support/tally';

const NAMESPACE = 'warehouse';
export const STACK = 'Warehouse';
const KEY_CHANGE = 'Custom::RedshiftServerlessNamespaceKeyChange';
const DISABLED = new RegExp('key arn:aws:kms:us-east-1:111122223333:key/[0-9a-f-]+ is disabled; '
  + 'enable it, or give another key; namespace warehouse was not touched');
const DROPPED = new RegExp('the key generation of namespace warehouse goes down from 2, and that key would leave the '
  + 'template \\(newest: 1\\); keep active: 2, .*nothing was touched');

interface Environment {
  readonly account: string;
  readonly region: string;
  readonly cdk: Cdk;
  readonly redshift: RedshiftEndpoint;
  readonly ministack: MinistackApi;
}

/** Deploys the example several times, and checks after each deployment what became of the namespace and the stack. */
export class Deployments {
  private readonly cdk: Cdk;
  private readonly redshift: RedshiftEndpoint;
  private readonly ministack: MinistackApi;
  private readonly stack: DeployedStack;

  constructor(private readonly environment: Environment) {
    this.cdk = environment.cdk;
    this.redshift = environment.redshift;
    this.ministack = environment.ministack;
    this.stack = new DeployedStack(environment.ministack, STACK);
  }

  public async run(tally: Tally): Promise<void> {
    await tally.test('cdk bootstrap', async () => assertSucceeded(await this.cdk.bootstrap()));
    const created = await tally.test(
      'create: under the customer managed key, without an update by the function', () => this.create(),
    );
    if (!created) { throw new Error('nothing was deployed, so the other checks cannot run'); }
    await tally.test('no change: no call of Redshift Serverless', () => this.deployUnchanged());
    await tally.test('generation 1 → 2: one update, the waiter waits, everything else follows', () => this.changeKey());
    await tally.test(
      'another setting, and the next key a deployment ahead: an update by CloudFormation alone',
      () => this.changeSetting(),
    );
    await tally.test(
      'a disabled key: refused before the namespace is touched, and the rollback ends', () => this.refuseDisabledKey(),
    );
    await tally.test(
      'a generation that goes down: refused before the namespace is touched, and the rollback ends',
      () => this.refuseDroppedGeneration(),
    );
    await tally.test('IAM: no permission was missing, and ministack authorized its own services', () =>
      this.checkPermissions());
    await tally.test('delete: the namespace and its keys stay', () => this.destroy());
  }

  private async create(): Promise<void> {
    assertSucceeded(await this.cdk.deployExample());
    assert.equal(this.redshift.namespace(NAMESPACE)?.status, 'AVAILABLE');
    assert.equal(this.liveKey(), await this.keyOfGeneration(1));
    assert.deepEqual(this.redshift.updates(), []);
    const events = await this.stack.newEvents();
    assertOrder(events, [
      'AWS::KMS::Key', KEY_CHANGE, 'AWS::KMS::Alias', 'AWS::RedshiftServerless::Namespace',
      'AWS::RedshiftServerless::Workgroup',
    ]);
    assert.equal(events.at(-1)?.status, 'CREATE_COMPLETE');
  }

  private async deployUnchanged(): Promise<void> {
    const before = this.redshift.calls.length;
    const { stdout, stderr, status } = await this.cdk.deployExample();
    assert.equal(status, 0);
    assert.match(stdout + stderr, /no changes/);
    assert.equal(this.redshift.calls.length, before);
    assert.deepEqual(await this.stack.newEvents(), []);
  }

  private async changeKey(): Promise<void> {
    const before = this.redshift.calls.length;
    assertSucceeded(await this.cdk.deployExampleOn(2));
    const second = await this.keyOfGeneration(2);
    assert.equal(this.liveKey(), second);
    assert.deepEqual(
      this.redshift.updates().map(({ input, outcome }) => ({ input, outcome })),
      [{ input: { namespaceName: NAMESPACE, kmsKeyId: second }, outcome: 'ok' }],
    );
    // Several observations during the change: the waiter has waited.
    const [began, ended] = this.redshift.history().slice(-2);
    assert.equal(began?.status, 'MODIFYING');
    assert.deepEqual({ status: ended?.status, key: ended?.kmsKeyArn }, { status: 'AVAILABLE', key: second });
    const observations = this.redshift.calls.slice(before).filter(({ operation, at }) =>
      operation === 'GetNamespace' && at > began.at && at < ended.at);
    assert.ok(observations.length >= 3, `${observations.length} observations during a change of a minute`);
    assert.ok(second.endsWith(await this.aliasTarget()));
    const events = await this.stack.newEvents();
    assertOrder(events, ['AWS::KMS::Key', KEY_CHANGE, 'AWS::KMS::Alias']);
    assert.equal(events.at(-1)?.status, 'UPDATE_COMPLETE');
    this.assertNoNativeKeyChange();
  }

  private async changeSetting(): Promise<void> {
    const updates = this.redshift.updates().length;
    assertSucceeded(await this.cdk.deployVariant(
      '-c', 'keyGeneration=2', '-c', 'newest=3', '-c', 'logExports=useractivitylog',
    ));
    assert.equal(this.redshift.updates().length, updates);
    const expected = { namespaceName: NAMESPACE, logExports: ['useractivitylog'] };
    assert.deepEqual(this.nativeUpdates().at(-1), expected);
    assert.equal(this.liveKey(), await this.keyOfGeneration(2));
    const updated = (await this.stack.newEvents())
      .filter(({ status, id }) => status === 'UPDATE_COMPLETE' && id !== STACK)
      .map(({ type }) => type);
    assert.ok(updated.includes('AWS::RedshiftServerless::Namespace'));
    this.assertNoNativeKeyChange();
  }

  private async refuseDisabledKey(): Promise<void> {
    // Outside of the stack: what the template says about its own keys is checked at synth.
    await this.ministack.json('kms', 'TrentService.DisableKey', { KeyId: await this.keyOfGeneration(3) });
    await this.assertRefused(DISABLED, '-c', 'keyGeneration=3');
  }

  /** The function learns from ListStackResources which generation the stack holds. */
  private refuseDroppedGeneration(): Promise<void> {
    return this.assertRefused(DROPPED, '-c', 'keyGeneration=1', '-c', 'newest=1');
  }

  /** The deployment fails before the namespace is touched, and its rollback ends. */
  private async assertRefused(reason: RegExp, ...context: string[]): Promise<void> {
    const updates = this.redshift.updates().length;
    const states = this.redshift.history().length;
    const before = this.liveKey();
    const { status, stderr } = await this.cdk.deployVariant(...context, '-c', 'logExports=useractivitylog');
    assert.notEqual(status, 0);
    assert.match(stderr.replace(/\s+/g, ' '), reason);
    const events = await this.stack.newEvents();
    assert.ok(events.some((event) => event.type === KEY_CHANGE && event.status === 'UPDATE_FAILED'));
    assert.equal(events.at(-1)?.status, 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal(this.liveKey(), before);
    assert.equal(this.redshift.updates().length, updates);
    assert.equal(this.redshift.history().length, states);
  }

  private async checkPermissions(): Promise<void> {
    const { auth } = await this.ministack.get('sts', '/_ministack/health') as { auth?: string };
    assert.equal(auth, 'enabled');
    const key = [
      'kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ListGrants',
      'kms:RetireGrant', 'kms:RevokeGrant',
    ];
    this.assertAllowed('function', [
      ...key,
      'redshift-serverless:GetNamespace', 'redshift-serverless:ListRecoveryPoints',
      'redshift-serverless:UpdateNamespace',
    ]);
    // The smallest deploy policy, as far as it is about Redshift Serverless.
    this.assertAllowed('CloudFormation', [
      ...key,
      'redshift-serverless:CreateNamespace', 'redshift-serverless:CreateWorkgroup',
      'redshift-serverless:GetNamespace', 'redshift-serverless:GetWorkgroup',
      'redshift-serverless:ListSnapshotCopyConfigurations', 'redshift-serverless:ListTagsForResource',
      'redshift-serverless:TagResource', 'redshift-serverless:UpdateNamespace', 'redshift:GetResourcePolicy',
      'secretsmanager:CreateSecret', 'secretsmanager:DeleteSecret', 'secretsmanager:DescribeSecret',
      'secretsmanager:GetRandomPassword', 'secretsmanager:RotateSecret', 'secretsmanager:TagResource',
      'secretsmanager:UpdateSecret',
    ]);
  }

  private assertAllowed(caller: 'CloudFormation' | 'function', actions: readonly string[]): void {
    const decisions = this.redshift.decisions(caller);
    assert.deepEqual(decisions.filter(({ allowed }) => !allowed).map(({ action }) => action), []);
    assert.deepEqual([...new Set(decisions.map(({ action }) => action))].sort(), actions);
  }

  private async destroy(): Promise<void> {
    const before = this.liveKey();
    assertSucceeded(await this.cdk.destroyExample());
    const { status } = this.redshift.namespace(NAMESPACE) ?? {};
    assert.deepEqual({ status, key: this.liveKey() }, { status: 'AVAILABLE', key: before });
    // Generations 1 and 2, and generation 3, which was disabled.
    const customerManaged = (await this.keys()).filter(({ KeyManager }) => KeyManager === 'CUSTOMER');
    assert.deepEqual(customerManaged.map(({ KeyState }) => KeyState).sort(), ['Disabled', 'Enabled', 'Enabled']);
    assert.equal(this.redshift.calls.some(({ operation }) => operation === 'DeleteNamespace'), false);
  }

  private liveKey(): string | undefined {
    return this.redshift.namespace(NAMESPACE)?.kmsKeyArn;
  }

  private nativeUpdates(): Record<string, unknown>[] {
    return this.redshift.calls
      .filter(({ operation, principal }) => operation === 'UpdateNamespace' && principal === DEPLOY_ROLE)
      .map(({ input }) => input);
  }

  /** CloudFormation itself has never sent a key for a namespace that existed. */
  private assertNoNativeKeyChange(): void {
    assert.deepEqual(this.nativeUpdates().filter((input) => 'kmsKeyId' in input), []);
  }

  private async keyOfGeneration(generation: number): Promise<string> {
    const { account, region } = this.environment;
    return `arn:aws:kms:${region}:${account}:key/${await this.stack.keyIdOfGeneration(generation)}`;
  }

  private async aliasTarget(): Promise<string> {
    const { Aliases } = await this.ministack.json('kms', 'TrentService.ListAliases', {});
    const alias = (Aliases as Alias[]).find(({ AliasName }) => AliasName === `alias/redshift-serverless/${NAMESPACE}`);
    return alias?.TargetKeyId ?? 'no alias';
  }

  private async keys(): Promise<KeyMetadata[]> {
    const { Keys } = await this.ministack.json('kms', 'TrentService.ListKeys', {}) as { Keys: { KeyId: string }[] };
    return Promise.all(Keys.map(async ({ KeyId }) => {
      const key = await this.ministack.json('kms', 'TrentService.DescribeKey', { KeyId });
      return key.KeyMetadata as KeyMetadata;
    }));
  }
}

interface Alias { readonly AliasName: string; readonly TargetKeyId: string }
interface KeyMetadata { readonly KeyState: string; readonly KeyManager: string }

function assertSucceeded({ status, stdout, stderr }: Outcome): void {
  assert.equal(status, 0, `the CDK CLI ended with ${status}:\n${stdout.slice(-1500)}\n${stderr.slice(-3000)}`);
}
