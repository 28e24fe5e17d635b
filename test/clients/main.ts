import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NamespaceEncryption } from '../../src';
import { run } from '../e2e/support/processes';
import { python, type Python } from '../e2e/support/python';
import { RealTime } from '../e2e/support/real-time';
import { Tally } from '../e2e/support/tally';
import { NAMESPACE, STACK, World, type AppVersion } from '../stories/world';

/** The commands of a person take a second each; a key change of a minute shall take a few of them. */
const PACE = 10;
const generations = (active: number): AppVersion => ({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }) });

interface Answer { readonly status: number; readonly output: Record<string, unknown>; readonly error: string }

/** The AWS CLI, as a person would use it, on the simulator. */
class Person {
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly environment: Python, world: World) {
    const { endpoint, region, credentials } = world.aws.sdkConfig(world.aws.administrator);
    this.env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
  }

  public async types(command: string): Promise<Answer> {
    const { status, stdout, stderr } = await run(this.environment.interpreter, ['-m', 'awscli', '--output', 'json', ...command.split(' ')], { env: this.env, timeoutMs: 30_000 });
    return { status, output: stdout.trim() === '' ? {} : JSON.parse(stdout) as Record<string, unknown>, error: stderr.trim() };
  }

  public async sees(command: string): Promise<Record<string, unknown>> {
    const { status, output, error } = await this.types(command);
    assert.equal(status, 0, error);
    return output;
  }

  public async isRefused(command: string, words: RegExp): Promise<void> {
    const { status, error } = await this.types(command);
    assert.notEqual(status, 0);
    assert.match(error, words);
  }
}

/** What the user's documentation says to type, and what a person looks at meanwhile. */
async function byHand(tally: Tally, world: World, person: Person): Promise<void> {
  const second = world.generation(2);
  const update = `redshift-serverless update-namespace --namespace-name ${NAMESPACE}`;
  const namespace = async () => (await person.sees(`redshift-serverless get-namespace --namespace-name ${NAMESPACE}`)).namespace as Record<string, unknown>;
  const machine = world.aws.stepFunctions.executions[0].stateMachineArn;

  await tally.test('aws redshift-serverless get-namespace', async () => {
    const { status, kmsKeyId, adminUsername, dbName, logExports } = await namespace();
    assert.deepEqual({ status, kmsKeyId, adminUsername, dbName, logExports }, {
      status: 'AVAILABLE', kmsKeyId: world.generation(1), adminUsername: 'awsuser', dbName: 'warehouse', logExports: ['connectionlog', 'userlog'],
    });
  });
  await tally.test('aws redshift-serverless update-namespace: what is refused', async () => {
    await person.isRefused(`redshift-serverless update-namespace --namespace-name nobody --kms-key-id ${second}`, /ResourceNotFoundException/);
    await person.isRefused(`${update} --kms-key-id ${second} --log-exports userlog`, /ValidationException.*can't update multiple configurations at the same time/s);
    await person.isRefused(`${update} --kms-key-id AWS_OWNED_KMS_KEY`, /ValidationException/);
    await person.isRefused('redshift-serverless update-namespace', /namespace-name/);
  });
  await tally.test('aws redshift-serverless update-namespace --kms-key-id: changed, and refused meanwhile', async () => {
    const { namespace: begun } = await person.sees(`${update} --kms-key-id ${second}`);
    assert.equal((begun as Record<string, unknown>).status, 'MODIFYING');
    await person.isRefused(`${update} --log-exports userlog`, /ConflictException.*There is an operation running on the namespace/s);
    for (let looks = 0; (await namespace()).status !== 'AVAILABLE'; looks += 1) { assert.ok(looks < 60, 'the change ends'); }
    assert.equal((await namespace()).kmsKeyId, second);
  });
  await tally.test('aws kms describe-key', async () => {
    const { KeyMetadata } = await person.sees(`kms describe-key --key-id alias/redshift-serverless/${NAMESPACE}`);
    assert.equal((KeyMetadata as Record<string, unknown>).Arn, world.generation(1));
    await person.isRefused('kms describe-key --key-id alias/nobody', /NotFoundException.*Alias .* is not found/s);
  });
  await tally.test('aws stepfunctions list-executions, describe-execution', async () => {
    const { executions } = await person.sees(`stepfunctions list-executions --state-machine-arn ${machine}`);
    const [{ executionArn, status }] = executions as { executionArn: string; status: string }[];
    assert.equal(status, 'SUCCEEDED');
    assert.equal((await person.sees(`stepfunctions describe-execution --execution-arn ${executionArn}`)).status, 'SUCCEEDED');
    await person.isRefused(`stepfunctions list-executions --state-machine-arn ${machine}x`, /StateMachineDoesNotExist/);
  });
  await tally.test('aws cloudformation describe-stacks', async () => {
    const { Stacks } = await person.sees(`cloudformation describe-stacks --stack-name ${STACK}`);
    assert.equal((Stacks as { StackStatus: string }[])[0].StackStatus, 'CREATE_COMPLETE');
    await person.isRefused('cloudformation describe-stacks --stack-name nobody', /ValidationError.*does not exist/s);
  });
}

interface Verdict { readonly name: string; readonly flaws: readonly string[] }

async function strictly(environment: Python, world: World): Promise<Verdict[]> {
  const { endpoint, region, credentials } = world.aws.sdkConfig(world.aws.administrator);
  const child = spawn(environment.interpreter, [join(__dirname, 'strict.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(JSON.stringify({
    ...credentials,
    endpoint,
    region,
    namespaceName: NAMESPACE,
    namespaceArn: world.aws.redshift.view(NAMESPACE)?.namespaceArn,
    workgroupName: `on-${NAMESPACE}`,
    keyArn: world.generation(1),
    stateMachineArn: world.aws.stepFunctions.executions[0].stateMachineArn,
    stackName: STACK,
  }));
  const [status] = await once(child, 'close') as [number];
  assert.equal(status, 0, Buffer.concat(err).toString());
  return Buffer.concat(out).toString().trim().split('\n').map((line) => JSON.parse(line) as Verdict);
}

async function main(tally: Tally): Promise<void> {
  const environment = await python('aws');
  const world = await World.start();
  try {
    await world.deploy(generations(1));
    const time = new RealTime(world.aws, PACE);
    try {
      await byHand(tally, world, new Person(environment, world));
      await tally.test('botocore parses every answer and error', async () => {
        for (const { name, flaws } of await strictly(environment, world)) { await tally.test(`  ${name}`, () => assert.deepEqual(flaws, [])); }
      });
    } finally {
      await time.stop();
    }
    await tally.test('what a person has changed already is not asked for again', async () => {
      assert.equal((await world.deploy(generations(2))).status, 'UPDATE_COMPLETE');
      assert.deepEqual(world.asks(), []);
      assert.equal(world.liveKey(), world.generation(2));
    });
  } finally {
    await world.stop();
  }
}

void new Tally().main('AWS CLI and botocore on the simulator', main);
