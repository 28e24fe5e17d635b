import type { IResource, aws_kms as kms, interfaces } from 'aws-cdk-lib';

/** An Amazon Redshift Serverless namespace whose KMS key can be changed by deploying. */
export interface IRotatableNamespace extends IResource, interfaces.aws_redshiftserverless.INamespaceRef {
  /**
   * Name of the namespace. A resource that refers to it waits until a key change has ended.
   * @attribute
   */
  readonly namespaceName: string;

  /**
   * ARN of the namespace. It holds the id, not the name.
   * @attribute
   */
  readonly namespaceArn: string;

  /**
   * Id of the namespace, which the service generates.
   * @attribute
   */
  readonly namespaceId: string;

  /** The key that the namespace is on, if it is known. */
  readonly encryptionKey?: kms.IKeyRef;
}

/** What is known of a namespace that something else created. */
export interface RotatableNamespaceAttributes {
  /** Name of the namespace. */
  readonly namespaceName: string;

  /** Id of the namespace, as `aws redshift-serverless get-namespace` shows it. */
  readonly namespaceId: string;

  /**
   * The customer managed key that the namespace is on.
   *
   * @default - not known
   */
  readonly encryptionKey?: kms.IKeyRef;
}
