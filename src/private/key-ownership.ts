import { CfnParameter, Stack, type aws_kms as kms } from 'aws-cdk-lib';
import { isRecord } from './template-values';
import { AWS_OWNED_KMS_KEY } from '../contract';

/**
 * Who owns the key that a `KmsKeyId` names: the customer, AWS (AWS-owned), AWS within the account (AWS managed), or
 * unknown until the deployment.
 */
export type KeyOwnership = 'customer-managed' | 'aws-owned' | 'aws-managed' | 'unknown';

/** `alias/aws/redshift` and the like, alone or at the end of an ARN. */
const AWS_MANAGED_ALIAS = /(^|:)alias\/aws\//;

/** Who owns the key that a text names. Tokens in it are taken for a part of an ARN. */
export function ownerOfText(kmsKeyId: string): KeyOwnership {
  const text = kmsKeyId.trim();
  if (text === '' || text.includes(AWS_OWNED_KMS_KEY)) { return 'aws-owned'; }
  if (AWS_MANAGED_ALIAS.test(text)) { return 'aws-managed'; }
  return text.startsWith('{{resolve:') ? 'unknown' : 'customer-managed';
}

/**
 * How a key was given that cannot be a customer managed one; undefined = nothing is wrong, as far as synth can tell.
 */
export function notCustomerManaged(key: kms.IKeyRef): string | undefined {
  // The ARN of an imported alias may not be readable: its name comes first.
  const given = 'aliasName' in key && typeof key.aliasName === 'string' ? key.aliasName : key.keyRef.keyArn;
  const owner = ownerOfText(given);
  return owner === 'aws-owned' || owner === 'aws-managed' ? `'${given}'` : undefined;
}

/** Who may own the key of a resolved `KmsKeyId`: more than one owner where a condition decides. */
export function ownersOf(stack: Stack, kmsKeyId: unknown): ReadonlySet<KeyOwnership> {
  if (kmsKeyId === undefined || kmsKeyId === null) { return new Set(['aws-owned']); }
  if (typeof kmsKeyId === 'string') { return new Set([ownerOfText(kmsKeyId)]); }
  if (!isRecord(kmsKeyId)) { return new Set(['unknown']); }
  const [[intrinsic, argument] = []] = Object.entries(kmsKeyId);
  switch (intrinsic) {
    case 'Ref': return new Set([ownerOfRef(stack, argument)]);
    case 'Fn::GetAtt':
    case 'Fn::ImportValue': return new Set(['customer-managed']);
    case 'Fn::If': {
      const branches: unknown[] = Array.isArray(argument) ? argument.slice(1) : [];
      return new Set(branches.flatMap((branch) => [...ownersOf(stack, branch)]));
    }
    case 'Fn::Join':
    case 'Fn::Sub': return new Set([ownerOfParts(argument)]);
    default: return new Set(['unknown']);
  }
}

function ownerOfRef(stack: Stack, id: unknown): KeyOwnership {
  if (id === 'AWS::NoValue') { return 'aws-owned'; }
  const isParameter = stack.node.findAll()
    .some((node) => node instanceof CfnParameter && stack.resolve(node.logicalId) === id);
  // What is not a parameter is a resource: a key, or an alias.
  return isParameter ? 'unknown' : 'customer-managed';
}

/** An ARN in parts: the literal ones tell enough. */
function ownerOfParts(parts: unknown): KeyOwnership {
  const flat: unknown[] = Array.isArray(parts) ? parts.flat(2) : [parts];
  const text = flat.filter((part) => typeof part === 'string').join('');
  const owner = ownerOfText(text);
  if (owner === 'aws-managed' || text.includes(AWS_OWNED_KMS_KEY)) { return owner; }
  return /:kms:|alias\/|key\//.test(text) ? 'customer-managed' : 'unknown';
}
