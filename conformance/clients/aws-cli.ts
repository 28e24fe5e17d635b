import * as assert from 'node:assert/strict';
import type { Person } from './person';
import { NAMESPACE, STACK, type World } from '../../test/stories/world';
import type { Tally } from '../support/tally';

/** The commands that the documentation names, and those with which a person follows a key change. */
export async function checkCommands(tally: Tally, world: World, person: Person): Promise<void> {
  const second = world.generation(2);
  const update = `redshift-serverless update-namespace --namespace-name ${NAMESPACE}`;
  const updateOther = 'redshift-serverless update-namespace --namespace-name nobody';
  const machine = world.aws.stepFunctions.executions[0].stateMachineArn;
  const getNamespace = async () => {
    const { namespace } = await person.types(`redshift-serverless get-namespace --namespace-name ${NAMESPACE}`);
    return namespace as Record<string, unknown>;
  };

  await tally.test('aws redshift-serverless get-namespace', async () => {
    const { status, kmsKeyId, adminUsername, dbName, logExports } = await getNamespace();
    assert.deepEqual({ status, kmsKeyId, adminUsername, dbName, logExports }, {
      status: 'AVAILABLE',
      kmsKeyId: world.generation(1),
      adminUsername: 'awsuser',
      dbName: 'warehouse',
      logExports: ['connectionlog', 'userlog'],
    });
  });
  await tally.test('aws redshift-serverless update-namespace: what is refused', async () => {
    await person.isRefused(`${updateOther} --kms-key-id ${second}`, /ResourceNotFoundException/);
    await person.isRefused(
      `${update} --kms-key-id ${second} --log-exports userlog`,
      /ValidationException.*can't update multiple configurations at the same time/s,
    );
    await person.isRefused(`${update} --kms-key-id AWS_OWNED_KMS_KEY`, /ValidationException/);
    await person.isRefused('redshift-serverless update-namespace', /namespace-name/);
  });
  await tally.test('aws redshift-serverless update-namespace --kms-key-id: no other update meanwhile', async () => {
    const { namespace } = await person.types(`${update} --kms-key-id ${second}`);
    assert.equal((namespace as Record<string, unknown>).status, 'MODIFYING');
    await person.isRefused(
      `${update} --log-exports userlog`,
      /ConflictException.*There is an operation running on the namespace/s,
    );
    for (let polls = 0; (await getNamespace()).status !== 'AVAILABLE'; polls += 1) {
      assert.ok(polls < 60, 'the change ends');
    }
    assert.equal((await getNamespace()).kmsKeyId, second);
  });
  await tally.test('aws kms describe-key', async () => {
    const { KeyMetadata } = await person.types(`kms describe-key --key-id alias/redshift-serverless/${NAMESPACE}`);
    assert.equal((KeyMetadata as Record<string, unknown>).Arn, world.generation(1));
    await person.isRefused('kms describe-key --key-id alias/nobody', /NotFoundException.*Alias .* is not found/s);
  });
  await tally.test('aws stepfunctions list-executions, describe-execution', async () => {
    const { executions } = await person.types(`stepfunctions list-executions --state-machine-arn ${machine}`);
    const [{ executionArn, status }] = executions as { executionArn: string; status: string }[];
    assert.equal(status, 'SUCCEEDED');
    const execution = await person.types(`stepfunctions describe-execution --execution-arn ${executionArn}`);
    assert.equal(execution.status, 'SUCCEEDED');
    await person.isRefused(
      `stepfunctions list-executions --state-machine-arn ${machine}x`, /StateMachineDoesNotExist/,
    );
  });
  await tally.test('aws cloudformation describe-stacks', async () => {
    const { Stacks } = await person.types(`cloudformation describe-stacks --stack-name ${STACK}`);
    assert.equal((Stacks as { StackStatus: string }[])[0].StackStatus, 'CREATE_COMPLETE');
    await person.isRefused(
      'cloudformation describe-stacks --stack-name nobody', /ValidationError.*does not exist/s,
    );
  });
  await tally.test('aws cloudformation list-stack-resources', async () => {
    const { StackResourceSummaries } = await person.types(
      `cloudformation list-stack-resources --stack-name ${STACK}`,
    );
    const namespace = (StackResourceSummaries as Record<string, string>[])
      .find(({ ResourceType }) => ResourceType === 'AWS::RedshiftServerless::Namespace');
    assert.equal(namespace?.PhysicalResourceId, NAMESPACE);
    assert.equal(namespace.ResourceStatus, 'CREATE_COMPLETE');
    await person.isRefused(
      'cloudformation list-stack-resources --stack-name nobody', /ValidationError.*does not exist/s,
    );
  });
}
