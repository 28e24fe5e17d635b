/**
 * Calls the simulator with the AWS CLI, as a person does, with botocore, which has models of the services, and with the
 * AWS SDK for Java, as CloudFormation's handler of namespaces does.
 */
import * as assert from 'node:assert/strict';
import { checkCommands } from './aws-cli';
import { botocoreFindings } from './botocore';
import { checkJavaSdk } from './java-sdk';
import { Person } from './person';
import { NamespaceEncryption } from '../../src';
import { World, type AppVersion } from '../../test/stories/world';
import { python } from '../support/python';
import { RealTime } from '../support/real-time';
import { Tally } from '../support/tally';

/** A command takes about a second, so that a key change of a minute lasts several commands. */
const SPEED = 10;

const onGeneration = (active: number): AppVersion =>
  ({ encryption: NamespaceEncryption.keyGenerations({ active, newest: 2 }) });

async function main(tally: Tally): Promise<void> {
  const environment = await python('aws');
  const world = await World.start();
  try {
    await world.deploy(onGeneration(1));
    const time = new RealTime(world.aws, SPEED);
    try {
      await checkCommands(tally, world, new Person(environment, world));
      await tally.test('botocore parses every response and error', async () => {
        for (const { name, flaws } of await botocoreFindings(environment, world)) {
          await tally.test(`  ${name}`, () => assert.deepEqual(flaws, []));
        }
      });
      await checkJavaSdk(tally, world);
    } finally {
      await time.stop();
    }
    await tally.test('a key that a person has changed already is not updated again', async () => {
      assert.equal((await world.deploy(onGeneration(2))).status, 'UPDATE_COMPLETE');
      assert.deepEqual(world.updates(), []);
      assert.equal(world.liveKey(), world.generation(2));
    });
  } finally {
    await world.stop();
  }
}

void new Tally().main('AWS CLI, botocore and the AWS SDK for Java on the simulator', main);
