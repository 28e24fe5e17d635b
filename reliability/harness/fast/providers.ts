import { FOREIGN_KEY_ARN, storedKey } from './account';
import type { CustomResourceProtocol, Outcome, Properties } from './custom-resource-protocol';
import type { OwningStack } from './owning-stack';
import type { ResourceKind, ResourceState } from './resources';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';

const POLL_MS = 10_000;
const CREATION_MS = 40_000;
const MODIFICATION_MS = 20_000;
const DELETION_MS = 60_000;
/** The official handler waits this long for AVAILABLE before it makes its call. */
const LONGEST_WAIT_MS = 300_000;

/** What CloudFormation calls for one type of resource. */
export interface Provider {
  /** the property that names the physical resource, where another value is another resource */
  readonly replacedBy?: string;
  create(properties: Properties, logicalId: string): Promise<Outcome>;
  update(state: ResourceState, properties: Properties): Promise<Outcome>;
  delete(state: ResourceState): Promise<void>;
}

const done = (physicalId: string): Outcome => ({ kind: 'SUCCESS', physicalId });
const failed = (reason: string): Outcome => ({ kind: 'FAILED', reason });

export function providersOf(
  stack: OwningStack, protocol: CustomResourceProtocol,
): Readonly<Record<ResourceKind, Provider>> {
  return {
    key: keyProvider(stack),
    window: windowProvider(protocol),
    alias: aliasProvider(stack),
    namespace: namespaceProvider(stack),
  };
}

const keyProvider = ({ account }: OwningStack): Provider => ({
  create: async () => done(account.newKeyId()),
  update: async ({ physicalId }) => done(physicalId!),
  delete: async () => undefined,
});

const windowProvider = (protocol: CustomResourceProtocol): Provider => ({
  create: (properties, logicalId) => protocol.request({ type: 'Create', logicalId, properties }),
  update: ({ definition: { logicalId }, physicalId, properties: old }, properties) =>
    protocol.request({ type: 'Update', logicalId, properties, physicalId, old }),
  delete: async ({ definition: { logicalId }, physicalId, properties }) => {
    await protocol.request({ type: 'Delete', logicalId, properties, physicalId });
  },
});

const aliasProvider = (stack: OwningStack): Provider => {
  const { account } = stack;
  const point = ({ AliasName: name, TargetKeyId: key }: Properties): Outcome => {
    if (key === FOREIGN_KEY_ARN) { return failed('The target key is in another account.'); }
    account.aliases.set(name!, key!);
    // (vi): the alias moves after the last window, when the change has ended.
    const namespaceName = name!.split('/').at(-1)!;
    const state = account.redshift.state(namespaceName);
    const isRollingBack = stack.status.includes('ROLLBACK');
    if (state && !isRollingBack) { account.checker.onComplete('the alias moves', namespaceName, key!, state); }
    return done(name!);
  };
  return {
    replacedBy: 'AliasName',
    create: async (properties) =>
      (account.aliases.has(properties.AliasName!) ? failed('The alias already exists.') : point(properties)),
    update: async (_, properties) => point(properties),
    delete: async ({ physicalId }) => { account.aliases.delete(physicalId!); },
  };
};

/** What the official handler does: it waits for AVAILABLE, then makes one call. */
const namespaceProvider = (stack: OwningStack): Provider => {
  const { account } = stack;
  const { redshift, random, scheduler, checker } = account;
  const keyOf = (kmsKeyId: string | undefined) => account.keyArnOf(kmsKeyId ?? AWS_OWNED_KMS_KEY);
  return {
    replacedBy: 'NamespaceName',
    create: async ({ NamespaceName: name, KmsKeyId: kmsKeyId, Owner: owner }) => {
      const key = keyOf(kmsKeyId);
      if (key === undefined) { return failed(`Key '${kmsKeyId}' does not exist`); }
      if (redshift.namespaces.has(name!)) { return failed(`The namespace ${name} already exists.`); }
      const isCreated = redshift.create(name!, storedKey(key), random.between(1, 100), owner);
      if (!isCreated) { return failed(`The key ${key} is disabled.`); }
      await scheduler.sleep(CREATION_MS);
      return done(name!);
    },
    update: async ({ properties: before }, properties) => {
      const { NamespaceName: name, KmsKeyId: kmsKeyId, Owner: owner } = properties;
      for (let waited = 0; waited <= LONGEST_WAIT_MS; waited += POLL_MS) {
        if (stack.isHalted) { return { kind: 'given-up' }; }
        if (!redshift.namespaces.has(name!)) { return failed(`The namespace ${name} does not exist.`); }
        if (before.KmsKeyId !== kmsKeyId && kmsKeyId !== undefined) {
          checker.violate('v', `CloudFormation itself sent a key: ${kmsKeyId} to ${name}, after ${before.KmsKeyId}`);
          redshift.changeKey(name!, account.keyArnOf(kmsKeyId) ?? kmsKeyId);
        }
        if (redshift.modify(name!, owner)) {
          await scheduler.sleep(MODIFICATION_MS);
          return done(name!);
        }
        await scheduler.sleep(POLL_MS);
      }
      return failed(`The namespace ${name} is busy.`);
    },
    delete: async ({ physicalId }) => {
      for (let waited = 0; waited <= LONGEST_WAIT_MS; waited += POLL_MS) {
        if (redshift.delete(physicalId!)) {
          // The template's own removal policy.
          checker.deleteByHand(physicalId!);
          return scheduler.sleep(DELETION_MS);
        }
        await scheduler.sleep(POLL_MS);
      }
      return undefined;
    },
  };
};
