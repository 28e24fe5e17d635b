import { HandlerError } from '../errors';
import { isRecord, type Json } from '../host';
import type { HandlerContext, Made, ResourceProvider } from '../provider';
import { call, changed, invalid, isTrue, optionalNumber, optionalText, tagChanges, tagMap, text } from './input';

const FIXED = ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] as const;

/** AWS::KMS::Key. Its Delete schedules the deletion of the key. */
export const kmsKey: ResourceProvider = {
  replacementProperties: [],
  attributes: ['Arn', 'KeyId'],
  taggable: true,

  async create(context, properties) {
    checkPolicy(properties);
    const { KeyMetadata: metadata } = await call(context, 'kms', 'CreateKey', {
      ...defined({
        Description: optionalText(properties, 'Description'),
        KeySpec: optionalText(properties, 'KeySpec'),
        KeyUsage: optionalText(properties, 'KeyUsage'),
        Policy: properties.KeyPolicy === undefined ? undefined : JSON.stringify(properties.KeyPolicy),
      }),
      ...(properties.BypassPolicyLockoutSafetyCheck !== undefined && {
        BypassPolicyLockoutSafetyCheck: isTrue(properties.BypassPolicyLockoutSafetyCheck),
      }),
      Tags: tagsOf(tagMap(properties)),
    });
    const keyId = isRecord(metadata) ? String(metadata.KeyId) : '';
    const arn = isRecord(metadata) ? String(metadata.Arn) : '';
    context.initiated(keyId);
    if (isTrue(properties.EnableKeyRotation)) { await call(context, 'kms', 'EnableKeyRotation', { KeyId: keyId }); }
    if (properties.Enabled !== undefined && !isTrue(properties.Enabled)) {
      await call(context, 'kms', 'DisableKey', { KeyId: keyId });
    }
    // The handler waits until the key is available everywhere.
    await context.sleep(60);
    await readKey(context, keyId);
    return { physicalId: keyId, attributes: { Arn: arn, KeyId: keyId } };
  },

  async update(context, physicalId, properties, previous) {
    checkPolicy(properties);
    const fixed = FIXED.find((name) => changed(name, properties, previous));
    if (fixed) {
      throw new HandlerError(`You cannot change the ${fixed} of a KMS key after it is created`, 'NotUpdatable');
    }
    const about = { KeyId: physicalId };
    const arn = await keyArn(context, physicalId);
    if (changed('Enabled', properties, previous)) {
      await call(
        context,
        'kms',
        properties.Enabled === undefined || isTrue(properties.Enabled) ? 'EnableKey' : 'DisableKey',
        about,
      );
    }
    if (changed('EnableKeyRotation', properties, previous)) {
      await call(
        context,
        'kms',
        isTrue(properties.EnableKeyRotation) ? 'EnableKeyRotation' : 'DisableKeyRotation',
        about,
      );
    }
    if (changed('Description', properties, previous)) {
      await call(context, 'kms', 'UpdateKeyDescription', {
        ...about,
        Description: optionalText(properties, 'Description') ?? '',
      });
    }
    if (changed('KeyPolicy', properties, previous)) {
      await call(context, 'kms', 'PutKeyPolicy', { ...about, Policy: JSON.stringify(properties.KeyPolicy) });
    }
    const { added, removed } = tagChanges(properties, previous);
    if (Object.keys(added).length > 0) { await call(context, 'kms', 'TagResource', { ...about, Tags: tagsOf(added) }); }
    if (removed.length > 0) { await call(context, 'kms', 'UntagResource', { ...about, TagKeys: [...removed] }); }
    await context.sleep(30);
    await readKey(context, physicalId);
    return { physicalId, attributes: { Arn: arn, KeyId: physicalId } };
  },

  async delete(context, physicalId, properties) {
    await keyArn(context, physicalId);
    await call(context, 'kms', 'ScheduleKeyDeletion', {
      KeyId: physicalId,
      PendingWindowInDays: optionalNumber(properties, 'PendingWindowInDays') ?? 30,
    });
    await context.sleep(10);
  },
};

/** AWS::KMS::Alias. An update changes its target in place. */
export const kmsAlias: ResourceProvider = {
  replacementProperties: ['AliasName'],
  attributes: ['AliasName'],
  properties: ['AliasName', 'TargetKeyId'],

  async create(context, properties) {
    const name = aliasName(properties);
    await call(context, 'kms', 'CreateAlias', { AliasName: name, TargetKeyId: text(properties, 'TargetKeyId') });
    context.initiated(name);
    return alias(context, name);
  },

  async update(context, physicalId, properties) {
    await call(context, 'kms', 'UpdateAlias', { AliasName: physicalId, TargetKeyId: text(properties, 'TargetKeyId') });
    return alias(context, physicalId);
  },

  async delete(context, physicalId) {
    await call(context, 'kms', 'DeleteAlias', { AliasName: physicalId });
    await context.sleep(5);
  },
};

async function keyArn(context: HandlerContext, keyId: string): Promise<unknown> {
  const { KeyMetadata: metadata } = await call(context, 'kms', 'DescribeKey', { KeyId: keyId });
  return isRecord(metadata) ? metadata.Arn : undefined;
}

/** What the handler reads at the end of a creation and an update (CFN-51). */
async function readKey(context: HandlerContext, keyId: string): Promise<void> {
  await keyArn(context, keyId);
  for (const operation of ['GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags']) {
    await call(context, 'kms', operation, { KeyId: keyId });
  }
}

async function alias(context: HandlerContext, name: string): Promise<Made> {
  await context.sleep(15);
  await call(context, 'kms', 'ListAliases', {});
  return { physicalId: name, attributes: { AliasName: name } };
}

function aliasName(properties: Json): string {
  const name = text(properties, 'AliasName');
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw invalid(`#/AliasName: failed validation constraint for keyword [pattern], got: ${name}`);
  }
  // Names that begin with alias/aws/ are reserved for AWS.
  if (name.startsWith('alias/aws/')) { throw invalid(`#/AliasName: alias/aws/ is reserved, got: ${name}`); }
  return name;
}

function checkPolicy(properties: Json): void {
  if (properties.KeyPolicy !== undefined && !isRecord(properties.KeyPolicy)) {
    throw invalid('#/KeyPolicy: expected type: JSONObject');
  }
}

const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

const defined = (input: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
