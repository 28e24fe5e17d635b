import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cdk } from './support/cdk';
import { startMinistack } from './support/ministack';
import { elements, MinistackApi } from './support/ministack-api';
import { endAll, type Outcome } from './support/processes';
import { python } from './support/python';
import { RedshiftEndpoint } from './support/redshift-endpoint';
import { Tally } from './support/tally';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const NAMESPACE = 'warehouse';
const STACK = 'Warehouse';
const CLOUDFORMATION_KEY = 'AKIACLOUDFORMATION00';
/** Waits of Step Functions: ten times as fast; life of a namespace: six times. The function itself lives in real time. */
const WAIT_SCALE = 0.1;
const PACE = 6;

interface StackEvent { readonly id: string; readonly type: string; readonly status: string; readonly reason: string }

/** The example, deployed by the real CDK CLI to an AWS that someone else wrote; Redshift Serverless alone is ours. */
class Story {
  private told = 0;

  constructor(
    private readonly tally: Tally, private readonly cdk: Cdk, private readonly redshift: RedshiftEndpoint, private readonly ministack: MinistackApi,
  ) {}

  public async run(): Promise<void> {
    const { tally, cdk } = this;
    await tally.test('cdk bootstrap', async () => succeeded(await cdk.bootstrap()));
    const created = await tally.test('create: under the customer managed key, without a call of ours', () => this.create());
    if (!created) { throw new Error('nothing was deployed: the rest would only repeat it'); }
    await tally.test('no-op: nobody is called', () => this.noOp());
    await tally.test('generation 1 → 2: one call, the waiter waits, everything else after it', () => this.changeKey());
    await tally.test('another setting, and the next key a deployment ahead: the native handler alone', () => this.changeSetting());
    await tally.test('a disabled key is refused before anything is touched, and the rollback ends', () => this.refusedKey());
    await tally.test('IAM: every right was there, and ministack has decided about its own services', () => this.rights());
    await tally.test('delete: the namespace and its keys stay', () => this.destroy());
  }

  private async create(): Promise<void> {
    succeeded(await this.cdk.deployExample());
    assert.equal(this.redshift.namespace(NAMESPACE)?.status, 'AVAILABLE');
    assert.equal(this.liveKey(), await this.generation(1));
    assert.deepEqual(this.redshift.asks(), []);
    const events = await this.newEvents();
    inOrder(events, ['AWS::KMS::Key', 'Custom::RedshiftServerlessNamespaceKeyChange', 'AWS::KMS::Alias', 'AWS::RedshiftServerless::Namespace', 'AWS::RedshiftServerless::Workgroup']);
    assert.equal(events.at(-1)?.status, 'CREATE_COMPLETE');
  }

  private async noOp(): Promise<void> {
    const before = this.redshift.calls.length;
    const { stdout, stderr, status } = await this.cdk.deployExample();
    assert.equal(status, 0);
    assert.match(stdout + stderr, /no changes/);
    assert.equal(this.redshift.calls.length, before);
    assert.deepEqual(await this.newEvents(), []);
  }

  private async changeKey(): Promise<void> {
    const before = this.redshift.calls.length;
    succeeded(await this.cdk.deployExample('-c', 'keyGeneration=2'));
    const second = await this.generation(2);
    assert.equal(this.liveKey(), second);
    assert.deepEqual(this.redshift.asks().map(({ input, outcome }) => ({ input, outcome })), [{ input: { namespaceName: NAMESPACE, kmsKeyId: second }, outcome: 'ok' }]);
    // It looked more than once while the service worked: the waiter has waited.
    const [began, ended] = this.redshift.history().slice(-2);
    assert.equal(began?.status, 'MODIFYING');
    assert.deepEqual({ status: ended?.status, key: ended?.kmsKeyArn }, { status: 'AVAILABLE', key: second });
    const looks = this.redshift.calls.slice(before).filter(({ operation, at }) => operation === 'GetNamespace' && at > began.at && at < ended.at);
    assert.ok(looks.length >= 3, `${looks.length} looks at a change of a minute`);
    const { Aliases } = await this.ministack.json('kms', 'TrentService.ListAliases', {}) as { Aliases: { AliasName: string; TargetKeyId: string }[] };
    assert.ok(second.endsWith(Aliases.find(({ AliasName }) => AliasName === `alias/redshift-serverless/${NAMESPACE}`)?.TargetKeyId ?? 'no alias'));
    inOrder(await this.newEvents(), ['AWS::KMS::Key', 'Custom::RedshiftServerlessNamespaceKeyChange', 'AWS::KMS::Alias'], 'UPDATE_COMPLETE');
    await this.noNativeKeyChange();
  }

  private async changeSetting(): Promise<void> {
    const asks = this.redshift.asks().length;
    succeeded(await this.cdk.deployVariant('-c', 'keyGeneration=2', '-c', 'newest=3', '-c', 'logExports=useractivitylog'));
    assert.equal(this.redshift.asks().length, asks);
    assert.deepEqual(this.nativeUpdates().at(-1), { namespaceName: NAMESPACE, logExports: ['useractivitylog'] });
    assert.equal(this.liveKey(), await this.generation(2));
    const touched = (await this.newEvents()).filter(({ status, id }) => status === 'UPDATE_COMPLETE' && id !== STACK).map(({ type }) => type);
    assert.ok(touched.includes('AWS::RedshiftServerless::Namespace'));
    await this.noNativeKeyChange();
  }

  private async refusedKey(): Promise<void> {
    const asks = this.redshift.asks().length;
    const moments = this.redshift.history().length;
    const before = this.liveKey();
    // Behind the stack's back: what a template says of its own keys, the construct has checked at synth.
    await this.ministack.json('kms', 'TrentService.DisableKey', { KeyId: await this.generation(3) });
    const { status, stderr } = await this.cdk.deployVariant('-c', 'keyGeneration=3', '-c', 'logExports=useractivitylog');
    assert.notEqual(status, 0);
    assert.match(stderr.replace(/\s+/g, ' '), /key arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]+ is disabled; enable it, or give another key; namespace warehouse was not touched/);
    const events = await this.newEvents();
    assert.ok(events.some(({ type, status: reached }) => type === 'Custom::RedshiftServerlessNamespaceKeyChange' && reached === 'UPDATE_FAILED'));
    assert.equal(events.at(-1)?.status, 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal(this.liveKey(), before);
    assert.equal(this.redshift.asks().length, asks);
    assert.equal(this.redshift.history().length, moments);
  }

  private async rights(): Promise<void> {
    const { auth } = await this.ministack.get('sts', '/_ministack/health') as { auth?: string };
    assert.equal(auth, 'enabled');
    const decisions = this.redshift.decisions();
    assert.deepEqual(decisions.filter(({ allowed }) => !allowed).map(({ action }) => action), []);
    assert.deepEqual([...new Set(decisions.map(({ action }) => action))].sort(), [
      'kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'redshift-serverless:GetNamespace', 'redshift-serverless:UpdateNamespace',
    ]);
  }

  private async destroy(): Promise<void> {
    const before = this.liveKey();
    succeeded(await this.cdk.destroyExample());
    assert.deepEqual({ status: this.redshift.namespace(NAMESPACE)?.status, key: this.liveKey() }, { status: 'AVAILABLE', key: before });
    const { Keys } = await this.ministack.json('kms', 'TrentService.ListKeys', {}) as { Keys: { KeyId: string }[] };
    const states = await Promise.all(Keys.map(async ({ KeyId }) => {
      const { KeyMetadata } = await this.ministack.json('kms', 'TrentService.DescribeKey', { KeyId }) as { KeyMetadata: { KeyState: string; KeyManager: string } };
      return KeyMetadata;
    }));
    // Generations 1 and 2, and the third, which was disabled.
    assert.deepEqual(states.filter(({ KeyManager }) => KeyManager === 'CUSTOMER').map(({ KeyState }) => KeyState).sort(), ['Disabled', 'Enabled', 'Enabled']);
    assert.equal(this.redshift.calls.some(({ operation }) => operation === 'DeleteNamespace'), false);
  }

  private liveKey(): string | undefined {
    return this.redshift.namespace(NAMESPACE)?.kmsKeyArn;
  }

  private nativeUpdates(): Record<string, unknown>[] {
    return this.redshift.calls.filter(({ operation, principal }) => operation === 'UpdateNamespace' && principal === 'cloudformation').map(({ input }) => input);
  }

  /** CloudFormation itself has never sent a key to a namespace that was there. */
  private async noNativeKeyChange(): Promise<void> {
    assert.deepEqual(this.nativeUpdates().filter((input) => 'kmsKeyId' in input), []);
  }

  private async generation(number: number): Promise<string> {
    const xml = await this.ministack.query('cloudformation', 'DescribeStackResources', { StackName: STACK, Version: '2010-05-15' });
    const found = elements(xml, 'member').find((member) => new RegExp(`KeyGeneration${number}[0-9A-F]{8}$`).test(elements(member, 'LogicalResourceId')[0] ?? ''));
    assert.ok(found, `generation ${number} is in the stack`);
    return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${elements(found, 'PhysicalResourceId')[0]}`;
  }

  /** What the stack has told since the last look, oldest first. */
  private async newEvents(): Promise<StackEvent[]> {
    const xml = await this.ministack.query('cloudformation', 'DescribeStackEvents', { StackName: STACK, Version: '2010-05-15' });
    const all = elements(xml, 'member').reverse().map((member) => ({
      id: elements(member, 'LogicalResourceId')[0] ?? '',
      type: elements(member, 'ResourceType')[0] ?? '',
      status: elements(member, 'ResourceStatus')[0] ?? '',
      reason: elements(member, 'ResourceStatusReason')[0] ?? '',
    }));
    const news = all.slice(this.told);
    this.told = all.length;
    return news;
  }
}

function succeeded({ status, stdout, stderr }: Outcome): void {
  assert.equal(status, 0, `the CDK CLI ended with ${status}:\n${stdout.slice(-1500)}\n${stderr.slice(-3000)}`);
}

/** The first completion of each of these types, in this order. */
function inOrder(events: readonly StackEvent[], types: readonly string[], last?: string): void {
  const completed = events.filter(({ status }) => /^(CREATE|UPDATE)_COMPLETE$/.test(status)).map(({ type }) => type);
  const positions = types.map((type) => completed.indexOf(type));
  assert.ok(positions.every((position) => position >= 0), `${types.join(', ')} are among ${completed.join(', ')}`);
  assert.deepEqual(positions, [...positions].sort((a, b) => a - b));
  if (last !== undefined) { assert.equal(events.at(-1)?.status, last); }
}

async function main(tally: Tally): Promise<void> {
  const environment = await python('aws');
  const folder = mkdtempSync(join(tmpdir(), 'rotatable-namespace-e2e-'));
  let ministack: MinistackApi | undefined;
  const redshift = await RedshiftEndpoint.start({
    account: ACCOUNT, region: REGION, pace: PACE, cloudFormationKey: CLOUDFORMATION_KEY, ministack: () => ministack!,
  });
  try {
    const { url } = await startMinistack({
      python: environment,
      folder,
      account: ACCOUNT,
      region: REGION,
      redshiftUrl: redshift.url,
      cloudFormationKey: CLOUDFORMATION_KEY,
      waitScale: WAIT_SCALE,
      nativePollSeconds: 10 / PACE,
    });
    ministack = new MinistackApi(url, ACCOUNT, REGION);
    await new Story(tally, new Cdk({ folder, url, account: ACCOUNT, region: REGION }), redshift, ministack).run();
  } finally {
    await endAll();
    await redshift.stop();
    if (process.env.KEEP === undefined) { rmSync(folder, { recursive: true, force: true }); } else { process.stdout.write(`kept: ${folder}\n`); }
  }
}

void new Tally().main('the example, deployed by the real CDK CLI', main);
