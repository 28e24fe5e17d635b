import { Stack, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { targetKeyOf } from './target-key';

/** Encrypting and decrypting. Source: AWS KMS Developer Guide, "Key users". */
export const KEY_USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
export const KEY_DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];

/**
 * A statement in the policy of each key that the app creates, and a permission of the grantee for any other key. A key
 * policy stays with its key when that leaves the template, so the grantee loses no key that snapshots are still on.
 */
export function grantOnKeys(keys: readonly kms.IKeyRef[], grantee: iam.IGrantable, actions: string[]): iam.Grant {
  const nothing = iam.Grant.drop(grantee, 'the namespace has no customer managed key');
  return keys.map((key) => grantOnKey(targetKeyOf(key), grantee, actions))
    .reduce((all, one) => one.combine(all), nothing);
}

function grantOnKey(key: kms.IKeyRef, grantee: iam.IGrantable, actions: string[]): iam.Grant {
  if (!(key instanceof kms.Key) || isOfAnotherStack(grantee, key)) {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyRef.keyArn] });
  }
  key.addToResourcePolicy(new iam.PolicyStatement({
    actions, principals: [grantee.grantPrincipal], resources: ['*'],
  }));
  return iam.Grant.drop(grantee, 'the key policy permits it');
}

/** A key policy that names a role of a stack which depends on the key's would be a cycle between the two. */
function isOfAnotherStack({ grantPrincipal: principal }: iam.IGrantable, key: kms.Key): boolean {
  if (!Construct.isConstruct(principal)) { return false; }
  // What is imported is known by a text, and depends on nothing.
  return principal.node.defaultChild !== undefined && Stack.of(principal) !== key.stack;
}
