import { Duration, Stack, aws_kms as kms } from 'aws-cdk-lib';
import { CreatedWith, KeyChangeWait, LogExport, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace } from '../../src';
import type { StackOutcome, StackSource } from '../simulator/cloudformation';
import { NAMESPACE, STACK, World, type AppVersion } from '../stories/world';

/** What is done to a template before it is deployed. */
export type Alter = (source: StackSource) => StackSource;

/** A story that ends well when every right is there. */
export interface Story { readonly name: string; readonly tell: (world: World, alter: Alter) => Promise<boolean> }

const OTHER_ACCOUNT = '444455556666';
const generations = (active: number, newest = active): AppVersion => ({ encryption: NamespaceEncryption.keyGenerations({ active, newest }) });
const well = ({ outcome }: StackOutcome): boolean => outcome === 'SUCCEEDED';

export const STORIES: readonly Story[] = [
  {
    name: 'key generations',
    tell: async (world, alter) => {
      const deploy = (version: AppVersion) => world.deploy(alter(world.source(version)));
      if (!well(await deploy(generations(1)))) { return false; }
      world.load(4);
      if (!well(await deploy(generations(2))) || world.liveKey() !== world.generation(2)) { return false; }
      // Another setting, and a rollback that changes the key back.
      if (!well(await deploy({ ...generations(2), logExports: [LogExport.USER_ACTIVITY_LOG] }))) { return false; }
      const failed = await deploy({ ...generations(1, 2), siblingFails: 'update', siblingValue: 'new', logExports: [LogExport.USER_ACTIVITY_LOG] });
      return failed.status === 'UPDATE_ROLLBACK_COMPLETE' && world.liveKey() === world.generation(2);
    },
  },
  {
    name: 'several windows',
    tell: async (world, alter) => {
      const deploy = (version: AppVersion) => world.deploy(alter(world.source({ ...version, keyChangeWait: KeyChangeWait.upTo(Duration.hours(3)) })));
      if (!well(await deploy(generations(1)))) { return false; }
      world.load(60);
      return well(await deploy(generations(2))) && world.liveKey() === world.generation(2);
    },
  },
  {
    name: 'a key of another account',
    tell: async (world, alter) => {
      const [first, second] = ['one', 'two'].map((keyId) => world.aws.kms.addKey({ account: OTHER_ACCOUNT, keyId }));
      const under = (keyArn: string) => world.deploy(alter(world.synth((app) => {
        const stack = new Stack(app, STACK);
        const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
        new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith: CreatedWith.kmsKeyId(first) });
      })));
      return well(await under(first)) && well(await under(second)) && world.liveKey() === second;
    },
  },
  {
    name: 'a namespace of somebody else',
    tell: async (world, alter) => {
      const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
      await world.run(world.aws.call(world.aws.administrator, 'redshift-serverless', 'CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first }));
      await world.aws.clock.advance(60_000);
      const namespaceId = world.aws.redshift.view(NAMESPACE)?.namespaceId;
      const outcome = await world.deploy(alter(world.synth((app) => {
        const stack = new Stack(app, STACK);
        new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId, key: kms.Key.fromKeyArn(stack, 'Key', second) });
      })));
      return well(outcome) && world.liveKey() === second;
    },
  },
];
