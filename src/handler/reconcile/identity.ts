import * as v from 'valibot';

/**
 * Everything that CloudFormation holds of a namespace besides its key. It is the PhysicalResourceId of a window: only
 * an update of the same identity may change a key, everything else meets the namespace for the first time.
 */
export const identitySchema = v.object({
  namespaceName: v.string(),
  /** KmsKeyId in the namespace's own template, or AWS_OWNED_KMS_KEY for none; undefined where it is not known */
  createdWith: v.optional(v.string()),
  namespaceId: v.optional(v.string()),
});
export type Identity = v.InferOutput<typeof identitySchema>;

/** No part can contain it: not a namespace's name, not a KmsKeyId, not a namespace's id. */
const SEPARATOR = '|';

/** The PhysicalResourceId: at most 700 characters, and CloudFormation allows 1 KB. */
export function encodePhysicalId({ namespaceName, createdWith, namespaceId }: Identity): string {
  const parts = Object.entries({ createdWith, namespaceId })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return [namespaceName, ...parts].join(SEPARATOR);
}

/** Total: an id that this library has not given is an identity of its own, which equals no other. */
export function decodePhysicalId(physicalId: string): Identity {
  const [namespaceName, ...parts] = physicalId.split(SEPARATOR);
  const valueOf = (name: string) => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  return { namespaceName, createdWith: valueOf('createdWith'), namespaceId: valueOf('namespaceId') };
}

export const isSameIdentity = (one: Identity, other: Identity): boolean =>
  one.namespaceName === other.namespaceName && one.createdWith === other.createdWith
  && one.namespaceId === other.namespaceId;
