import type { CfnResource, Stack, aws_kms as kms, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Diagnostic } from '../diagnostics/diagnostics';

/** The alias that a RotatableNamespace has created. */
export interface AliasParts {
  readonly resource: kms.CfnAlias;
  readonly aliasName: string;
  readonly targetKeyId: string;
}

/** What a RotatableNamespace has created, as it was created: with its tokens. */
export interface NamespaceParts {
  readonly stack: Stack;
  readonly namespaceName: string;
  readonly resource: redshiftserverless.CfnNamespace;
  /** `KmsKeyId` of the template; undefined = none */
  readonly kmsKeyId?: string;
  /** a template that requests an AWS-owned key; undefined = a customer managed one */
  readonly awsOwned?: { readonly lookup: boolean };
  /** the template keeps no `KmsKeyId`, because the namespace was created without one */
  readonly createdWithAwsOwnedKey: boolean;
  /** the keys that the construct has created */
  readonly keys: readonly CfnResource[];
  readonly keyChange: IConstruct;
  readonly alias?: AliasParts;
  /** policies of the namespace, as the props set them */
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  readonly hasFinalSnapshot: boolean;
  /** warnings of the encryption itself */
  readonly warnings: readonly Diagnostic[];
}
