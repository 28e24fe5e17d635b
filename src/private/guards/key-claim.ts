import { CfnParameter, Stack, type aws_kms as kms } from 'aws-cdk-lib';
import { isRecord } from './final-resource';
import { AWS_OWNED_KMS_KEY } from '../../key-change/contract';

/** Whose key a `KmsKeyId` names: the customer's, one that AWS owns, one that AWS manages in the account, or nobody knows yet. */
export type KeyClaim = 'customer-managed' | 'aws-owned' | 'aws-managed' | 'unknown';

/** `alias/aws/redshift` and its like, alone or at the end of an ARN. */
const AWS_MANAGED_ALIAS = /(^|:)alias\/aws\//;

/** Whose key a text names. Tokens in it are taken for a piece of an ARN. */
export function claimOfText(kmsKeyId: string): KeyClaim {
  const text = kmsKeyId.trim();
  if (text === '' || text.includes(AWS_OWNED_KMS_KEY)) { return 'aws-owned'; }
  if (AWS_MANAGED_ALIAS.test(text)) { return 'aws-managed'; }
  return text.startsWith('{{resolve:') ? 'unknown' : 'customer-managed';
}

/** How a key that cannot be a customer managed one was given; undefined = nothing is wrong, as far as synth can tell. */
export function notCustomerManaged(key: kms.IKey): string | undefined {
  // An imported alias may have no key ARN to tell: its name comes first.
  const given = 'aliasName' in key && typeof key.aliasName === 'string' ? key.aliasName : key.keyArn;
  const claim = claimOfText(given);
  return claim === 'aws-owned' || claim === 'aws-managed' ? `'${given}'` : undefined;
}

/**
 * Whose keys a resolved `KmsKeyId` of a template may name: more than one where a condition decides.
 */
export function claimsOf(stack: Stack, kmsKeyId: unknown): ReadonlySet<KeyClaim> {
  if (kmsKeyId === undefined || kmsKeyId === null) { return new Set(['aws-owned']); }
  if (typeof kmsKeyId === 'string') { return new Set([claimOfText(kmsKeyId)]); }
  if (!isRecord(kmsKeyId)) { return new Set(['unknown']); }
  const [[intrinsic, argument] = []] = Object.entries(kmsKeyId);
  switch (intrinsic) {
    case 'Ref': return new Set([claimOfRef(stack, argument)]);
    case 'Fn::GetAtt':
    case 'Fn::ImportValue': return new Set(['customer-managed']);
    case 'Fn::If': return new Set((Array.isArray(argument) ? argument.slice(1) : []).flatMap((branch) => [...claimsOf(stack, branch)]));
    case 'Fn::Join':
    case 'Fn::Sub': return new Set([claimOfPieces(argument)]);
    default: return new Set(['unknown']);
  }
}

function claimOfRef(stack: Stack, id: unknown): KeyClaim {
  if (id === 'AWS::NoValue') { return 'aws-owned'; }
  const parameter = stack.node.findAll().some((node) => node instanceof CfnParameter && stack.resolve(node.logicalId) === id);
  // What is not a parameter is a resource: a key, or an alias.
  return parameter ? 'unknown' : 'customer-managed';
}

/** An ARN in pieces: what is literal tells enough. */
function claimOfPieces(pieces: unknown): KeyClaim {
  const text = (Array.isArray(pieces) ? pieces.flat(2) : [pieces]).filter((piece) => typeof piece === 'string').join('');
  const claim = claimOfText(text);
  if (claim === 'aws-managed' || text.includes(AWS_OWNED_KMS_KEY)) { return claim; }
  return /:kms:|alias\/|key\//.test(text) ? 'customer-managed' : 'unknown';
}
