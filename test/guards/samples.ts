import { messages, type GuardMessage, type MessageName } from '../../src/private/guards/messages';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const REFRESH = "cdk context --reset '<key>'";

/** One example of each message. docs/guards.md shows exactly these. */
export const samples: Readonly<Record<MessageName, GuardMessage>> = {
  backToAwsOwnedKey: messages.backToAwsOwnedKey('warehouse', { keyArn: KEY, namespaceId: 'id-1', refresh: REFRESH }, 'NamespaceEncryption.awsOwnedKey()'),
  notCustomerManagedKey: messages.notCustomerManagedKey('the key of NamespaceEncryption.customerManagedKey()', "'alias/aws/redshift'"),
  createdWithContradicts: messages.createdWithContradicts(KEY),
  createdWithMissing: messages.createdWithMissing('warehouse', "KmsKeyId 'alias/mine'", REFRESH),
  customerManagedKeyRequired: messages.customerManagedKeyRequired('no KmsKeyId'),
  lookUpFailed: messages.lookUpFailed('warehouse', 'User is not authorized to perform: cloudformation:GetResource'),
  lookUpPending: messages.lookUpPending('warehouse'),
  lookUpImpossible: messages.lookUpImpossible('warehouse', 'its stack has no concrete account and Region (env)', 'the deployment itself refuses the move before it touches anything'),
  lookUpOff: messages.lookUpOff('warehouse', 'the deployment itself refuses the move before it touches anything'),
  answerKept: messages.answerKept('warehouse', 'is on an AWS-owned key', REFRESH),
  kmsKeyIdChanged: messages.kmsKeyIdChanged('Stack/Warehouse/Resource', "'arn:aws:kms:eu-west-1:111122223333:alias/redshift-serverless/warehouse'", 'none'),
  namespaceNameChanged: messages.namespaceNameChanged('Stack/Warehouse/Resource', "'warehouse'", "'other'"),
  ownershipTagGone: messages.ownershipTagGone('Stack/Warehouse/Resource', "cdk-redshift-rotatable-namespace:stack = 'Stack'", 'none'),
  keyChangeAltered: messages.keyChangeAltered('Stack/Warehouse/KeyChange/Window1/Default', 'KmsKeyId', `'${KEY}'`, "'AWS_OWNED_KMS_KEY'"),
  aliasAltered: messages.aliasAltered('Stack/Warehouse/Alias', 'TargetKeyId', `'${KEY}'`, "'other'"),
  keyAltered: messages.keyAltered('Stack/Warehouse/KeyGeneration1/Resource', 'Enabled', 'false'),
  partRemoved: messages.partRemoved('Stack/Warehouse/KeyChange', 'without it nothing moves the namespace to its key'),
  partConditional: messages.partConditional('Stack/Warehouse/Alias', 'InProd'),
  orderBroken: messages.orderBroken('Stack/Warehouse/Alias', 'Stack/Warehouse/KeyChange/Window1/Default'),
  keyNotRetained: messages.keyNotRetained('Stack/Warehouse/KeyGeneration1/Resource', 'DeletionPolicy', "'Delete'"),
  namespaceNotRetained: messages.namespaceNotRetained('Stack/Warehouse/Resource', 'DeletionPolicy', "'Delete'"),
  noFinalSnapshot: messages.noFinalSnapshot('Stack/Warehouse/Resource'),
  activeGenerationUnset: messages.activeGenerationUnset('{ newest: 2 }'),
  activeGenerationBehind: messages.activeGenerationBehind(1, 3),
  sharedNamespace: messages.sharedNamespace('warehouse', "'Stack/Warehouse/Resource' and 'Other/Warehouse/Resource'"),
  perhapsSharedNamespace: messages.perhapsSharedNamespace('warehouse', "'Stack/Warehouse/Resource' and 'Other/Warehouse/Resource'"),
  workgroupByPlainName: messages.workgroupByPlainName('Stack/Workgroup', 'warehouse', 'Stack/Warehouse'),
  keyNotKnownAtSynth: messages.keyNotKnownAtSynth('{"Ref":"Key"}'),
  stageNotGuarded: messages.stageNotGuarded('Prod', "'Prod/Stack/Namespace'"),
  allowedPathUnknown: messages.allowedPathUnknown('Stack/Tpyo'),
  finalPropertiesUnreadable: messages.finalPropertiesUnreadable('Stack/Warehouse/Resource'),
};
