import { Token, type Stack, type aws_kms as kms } from 'aws-cdk-lib';
import type { ValidationError } from './validation';
import type { CreatedWith } from '../../created-with';
import { diagnostics, readable } from '../diagnostics/diagnostics';
import { errorText } from '../diagnostics/report';
import { notCustomerManaged } from '../key-ownership';

/** Every error of a key with the stack that a namespace uses it in. */
export function validateCustomerManagedKey(
  stack: Stack, key: kms.IKeyRef, createdWith: CreatedWith | undefined,
): ValidationError[] {
  const owner = validateOwner('the key of NamespaceEncryption.customerManagedKey()', key);
  // JavaScript, and languages with null, can leave the key out.
  if (!key) { return [owner]; }
  return [owner, validateKeyRegion(stack, key), createdWith === undefined ? validateAlias(stack, key) : undefined];
}

/** Every error of a key with the stack that changes a namespace to it. */
export function validateDesiredKey(stack: Stack, key: kms.IKeyRef): ValidationError[] {
  const owner = validateOwner('the key of a key change', key);
  return key ? [owner, validateKeyRegion(stack, key)] : [owner];
}

function validateOwner(subject: string, key: kms.IKeyRef | undefined): ValidationError {
  if (!key) {
    return `${subject} must be a KMS key, got: ${key}; give a key (kms.Key, kms.Key.fromKeyArn)`;
  }
  const given = notCustomerManaged(key);
  return given === undefined ? undefined : errorText(diagnostics.notCustomerManagedKey(subject, given));
}

/** KMS keys are regional. Tokens are left to the deployment, which checks the key again. */
function validateKeyRegion(stack: Stack, key: kms.IKeyRef): ValidationError {
  const [given, needed] = [key.env.region, stack.region];
  if (Token.isUnresolved(given) || Token.isUnresolved(needed) || given === needed) { return undefined; }
  return `the key must be of the namespace's Region ${needed}, got: a key of ${given} ('${key.node.path}'); `
    + `give a key of ${needed}`;
}

/** The construct's own alias must be able to point to the key. */
function validateAlias(stack: Stack, key: kms.IKeyRef): ValidationError {
  const { account } = key.env;
  const isKnown = !Token.isUnresolved(account) && !Token.isUnresolved(stack.account);
  if (isKnown && account !== stack.account) {
    return `a key of another account needs createdWith, because account ${stack.account} can have no alias for it, `
      + `got: a key of account ${account}; give createdWith: CreatedWith.alias() if the namespace was created with `
      + 'the alias of this construct, or CreatedWith.kmsKeyId(<ARN of the key that it is created with>), and never '
      + 'change it afterwards';
  }
  if (isAlias(key)) {
    const given = Token.isUnresolved(key.aliasName) ? key.node.path : key.aliasName;
    return 'a key given by its alias needs createdWith, because an alias cannot point to an alias, '
      + `got: alias '${given}'; give the key itself (kms.Key.fromKeyArn, kms.Key.fromLookup), or createdWith`;
  }
  return undefined;
}

/** A namespace under an AWS-owned key was created without any other. */
export function validateAwsOwnedKey(createdWith: CreatedWith | undefined): ValidationError {
  if (createdWith === undefined || createdWith._isAwsOwned) { return undefined; }
  const kmsKeyId = createdWith._kmsKeyId('CreatedWith.alias()')!;
  return errorText(diagnostics.createdWithContradicts(readable(kmsKeyId)));
}

const isAlias = (key: kms.IKeyRef): key is kms.IAlias => 'aliasName' in key;
