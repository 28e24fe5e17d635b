import { HANDLER_REFUSES } from '../../../src/private/checks/aws-owned-key';
import { diagnostics, type Diagnostic, type DiagnosticName } from '../../../src/private/diagnostics/diagnostics';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const ALIAS_ARN = 'arn:aws:kms:eu-west-1:111122223333:alias/redshift-serverless/warehouse';
const REFRESH = "cdk context --reset '<key>'";
const NAMESPACE = 'Stack/Warehouse/Resource';
const WINDOW = 'Stack/Warehouse/KeyChange/Window1/Default';
const ALIAS = 'Stack/Warehouse/Alias';
const KEY_GENERATION = 'Stack/Warehouse/KeyGeneration1/Resource';
const TWO_OWNERS = "'Stack/Warehouse/Resource' and 'Other/Warehouse/Resource'";

/** One example of each diagnostic. docs/guards.md shows exactly these. */
export const samples: Readonly<Record<DiagnosticName, Diagnostic>> = {
  backToAwsOwnedKey: diagnostics.backToAwsOwnedKey(
    'warehouse', { keyArn: KEY, namespaceId: 'id-1', refresh: REFRESH }, 'NamespaceEncryption.awsOwnedKey()'),
  notCustomerManagedKey: diagnostics.notCustomerManagedKey(
    'the key of NamespaceEncryption.customerManagedKey()', "'alias/aws/redshift'"),
  createdWithContradicts: diagnostics.createdWithContradicts(KEY),
  createdWithMissing: diagnostics.createdWithMissing('warehouse', "KmsKeyId 'alias/mine'", REFRESH),
  customerManagedKeyRequired: diagnostics.customerManagedKeyRequired('no KmsKeyId'),
  lookupFailed: diagnostics.lookupFailed(
    'warehouse', '111122223333', 'User is not authorized to perform: cloudformation:GetResource'),
  lookupPending: diagnostics.lookupPending('warehouse'),
  lookupImpossible: diagnostics.lookupImpossible(
    'warehouse', 'its stack has no concrete account and Region (env)', HANDLER_REFUSES),
  lookupOff: diagnostics.lookupOff('warehouse', HANDLER_REFUSES),
  answerKept: diagnostics.answerKept('warehouse', 'is on an AWS-owned key', REFRESH),
  kmsKeyIdChanged: diagnostics.kmsKeyIdChanged(NAMESPACE, `'${ALIAS_ARN}'`, 'none'),
  namespaceNameChanged: diagnostics.namespaceNameChanged(NAMESPACE, "'warehouse'", "'other'"),
  ownershipTagGone: diagnostics.ownershipTagGone(
    NAMESPACE, 'cdk-redshift-rotatable-namespace:stack = {"Ref":"AWS::StackName"}', 'none'),
  keyChangeAltered: diagnostics.keyChangeAltered(WINDOW, 'KmsKeyId', `'${KEY}'`, "'AWS_OWNED_KMS_KEY'"),
  aliasAltered: diagnostics.aliasAltered(ALIAS, 'TargetKeyId', `'${KEY}'`, "'other'"),
  keyAltered: diagnostics.keyAltered(KEY_GENERATION, 'Enabled', 'false'),
  partRemoved: diagnostics.partRemoved(
    'Stack/Warehouse/KeyChange', 'without it nothing moves the namespace to its key'),
  partConditional: diagnostics.partConditional(ALIAS, 'InProd'),
  orderBroken: diagnostics.orderBroken(ALIAS, WINDOW),
  providerAltered: diagnostics.providerAltered(
    'Stack/RedshiftNamespaceKeyChange/Function/Resource', 'DeadLetterConfig', 'none',
    'the pre-signed ResponseURL would reach it', '{"TargetArn":"arn:aws:sqs:eu-west-1:111122223333:dead"}'),
  kmsKeyIdNotConstant: diagnostics.kmsKeyIdNotConstant(
    'Stack/Theirs', 'Stack/KeyChange', '{"Fn::GetAtt":["Key","Arn"]}'),
  namespaceDoesNotWait: diagnostics.namespaceDoesNotWait('Stack/Theirs', 'Stack/KeyChange'),
  namespaceNotPermitted: diagnostics.namespaceNotPermitted(
    'Stack/Theirs', 'Stack/KeyChange', 'Aws.STACK_NAME', 'none'),
  keyDeletedWithApp: diagnostics.keyDeletedWithApp(
    'Stack/Key/Resource', "DeletionPolicy 'Delete', UpdateReplacePolicy 'Delete'"),
  keyUnfit: diagnostics.keyUnfit('Stack/Key/Resource', 'KeySpec', "'RSA_2048'"),
  keyNotRetained: diagnostics.keyNotRetained(KEY_GENERATION, 'DeletionPolicy', "'Delete'"),
  namespaceNotRetained: diagnostics.namespaceNotRetained(NAMESPACE, 'DeletionPolicy', "'Delete'"),
  noFinalSnapshot: diagnostics.noFinalSnapshot(NAMESPACE),
  activeGenerationUnset: diagnostics.activeGenerationUnset('{ newest: 2 }'),
  activeGenerationBehind: diagnostics.activeGenerationBehind(1, 3),
  keyChangeDue: diagnostics.keyChangeDue(
    'warehouse', { active: 1, next: 2, date: '2027-01-03', due: '2027-01-15', days: 12 }),
  keyChangeOverdue: diagnostics.keyChangeOverdue(
    'warehouse', { active: 1, next: 2, date: '2027-01-20', due: '2027-01-15', days: 5 }),
  scheduleBehind: diagnostics.scheduleBehind('warehouse', { active: 4, scheduled: 2, date: '2027-01-20' }),
  sharedNamespace: diagnostics.sharedNamespace('warehouse', TWO_OWNERS),
  perhapsSharedNamespace: diagnostics.perhapsSharedNamespace('warehouse', TWO_OWNERS),
  workgroupByPlainName: diagnostics.workgroupByPlainName('Stack/Workgroup', 'warehouse', 'Stack/Warehouse'),
  stackNearlyFull: diagnostics.stackNearlyFull('Stack', 463, 500),
  stackFull: diagnostics.stackFull('Stack', 512, 500),
  keyNotKnownAtSynth: diagnostics.keyNotKnownAtSynth('{"Ref":"Key"}'),
  stageNotGuarded: diagnostics.stageNotGuarded('Prod', "'Prod/Stack/Namespace'"),
  allowedPathUnknown: diagnostics.allowedPathUnknown('Stack/Tpyo'),
  finalPropertiesUnreadable: diagnostics.finalPropertiesUnreadable(NAMESPACE),
};
