import { Duration, Stack, aws_kms as kms } from 'aws-cdk-lib';
import type { StackOutcome, StackSource } from '../../../simulator/cloudformation';
import {
  CreatedWith, KeyChangeProvider, KeyChangeTimeout, LogExport, NamespaceEncryption, NamespaceKeyChange,
  RotatableNamespace,
} from '../../../src';
import { NAMESPACE, onGeneration, SIBLING_FAILS, STACK, type AppVersion, type World } from '../../stories/world';

/** What is done to a template before it is deployed. */
export type Alter = (source: StackSource) => StackSource;

/** Deployments that succeed when every permission is there. */
export interface Story {
  readonly name: string;
  /** @returns whether they succeeded */
  readonly run: (world: World, alter: Alter) => Promise<boolean>;
}

const OTHER_ACCOUNT = '444455556666';
const succeeded = ({ outcome }: StackOutcome): boolean => outcome === 'SUCCEEDED';
const deployer = (world: World, alter: Alter, common: AppVersion = {}) => (version: AppVersion) =>
  world.deploy(alter(world.source({ ...version, ...common })));

async function keyGenerations(world: World, alter: Alter): Promise<boolean> {
  const deploy = deployer(world, alter);
  if (!succeeded(await deploy(onGeneration(1)))) { return false; }
  world.load(4);
  if (!succeeded(await deploy(onGeneration(2))) || world.liveKey() !== world.generation(2)) { return false; }
  // Another setting, and a rollback that changes the key back.
  const setting = { logExports: [LogExport.USER_ACTIVITY_LOG] };
  if (!succeeded(await deploy({ ...onGeneration(2), ...setting }))) { return false; }
  const failed = await deploy({ ...onGeneration(1, 2), ...setting, ...SIBLING_FAILS });
  return failed.status === 'UPDATE_ROLLBACK_COMPLETE' && world.liveKey() === world.generation(2);
}

async function severalWindows(world: World, alter: Alter): Promise<boolean> {
  const deploy = deployer(world, alter, { keyChangeTimeout: KeyChangeTimeout.upTo(Duration.hours(3)) });
  if (!succeeded(await deploy(onGeneration(1)))) { return false; }
  world.load(60);
  return succeeded(await deploy(onGeneration(2))) && world.liveKey() === world.generation(2);
}

async function keyOfAnotherAccount(world: World, alter: Alter): Promise<boolean> {
  const [first, second] = ['one', 'two'].map((keyId) => world.aws.kms.addKey({ account: OTHER_ACCOUNT, keyId }));
  const deploy = (keyArn: string) => world.deploy(alter(world.synth((app) => {
    const stack = new Stack(app, STACK);
    const encryption = NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', keyArn));
    const createdWith = CreatedWith.kmsKeyId(first);
    new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption, createdWith });
  })));
  return succeeded(await deploy(first)) && succeeded(await deploy(second)) && world.liveKey() === second;
}

async function namespaceOfSomebodyElse(world: World, alter: Alter): Promise<boolean> {
  const [first, second] = [world.aws.kms.addKey(), world.aws.kms.addKey()];
  await world.byHand('CreateNamespace', { namespaceName: NAMESPACE, kmsKeyId: first });
  await world.aws.clock.advance(60_000);
  const namespaceId = world.aws.redshift.view(NAMESPACE)?.namespaceId;
  const deploy = (keyArn: string) => world.deploy(alter(world.synth((app) => {
    const stack = new Stack(app, STACK);
    const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
    new NamespaceKeyChange(stack, 'KeyChange', { namespaceName: NAMESPACE, namespaceId, key });
  })));
  // The first deployment confirms the key that the namespace has.
  return succeeded(await deploy(first)) && succeeded(await deploy(second)) && world.liveKey() === second;
}

async function eventsOfKeyChanges(world: World, alter: Alter): Promise<boolean> {
  const deploy = (active: number) => world.deploy(alter(world.synth((app) => {
    const stack = new Stack(app, STACK);
    KeyChangeProvider.of(stack, { sendEvents: true });
    const encryption = NamespaceEncryption.keyGenerations({ active, newest: active });
    new RotatableNamespace(stack, 'Namespace', { namespaceName: NAMESPACE, encryption });
  })));
  if (!succeeded(await deploy(1)) || !succeeded(await deploy(2))) { return false; }
  // An event that cannot be sent fails no key change, so the events themselves are looked for.
  return world.aws.eventBridge.taken.length > 0;
}

export const STORIES: readonly Story[] = [
  { name: 'key generations', run: keyGenerations },
  { name: 'several windows', run: severalWindows },
  { name: 'a key of another account', run: keyOfAnotherAccount },
  { name: 'a namespace of somebody else', run: namespaceOfSomebodyElse },
  { name: 'events of key changes', run: eventsOfKeyChanges },
];
