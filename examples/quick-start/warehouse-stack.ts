import { Stack, type StackProps, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { NamespaceEncryption, RotatableNamespace, type KeyChangeTimeout } from 'cdk-redshift-rotatable-namespace';
import type { Construct } from 'constructs';

export interface WarehouseStackProps extends StackProps {
  /** Number of the key generation that the namespace is on. Raise it to change the key. */
  readonly keyGeneration: number;
  /** How long a deployment waits for a key change. @default an hour */
  readonly keyChangeTimeout?: KeyChangeTimeout;
}

/** A data warehouse whose KMS key is changed by deploying. */
export class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string, props: WarehouseStackProps) {
    super(scope, id, props);

    const namespace = new RotatableNamespace(this, 'Warehouse', {
      namespaceName: 'warehouse',
      encryption: NamespaceEncryption.keyGenerations({ active: props.keyGeneration }),
      keyChangeTimeout: props.keyChangeTimeout,
    });

    // It refers to the namespace, so it waits until a key change has ended.
    new redshiftserverless.CfnWorkgroup(this, 'Workgroup', {
      workgroupName: 'warehouse',
      namespaceName: namespace.namespaceName,
    });
  }
}
