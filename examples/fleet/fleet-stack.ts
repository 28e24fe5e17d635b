import { Stack, type StackProps, aws_redshiftserverless as redshiftserverless } from 'aws-cdk-lib';
import { NamespaceEncryption, RotatableNamespace } from 'cdk-redshift-rotatable-namespace';
import type { Construct } from 'constructs';

export interface FleetStackProps extends StackProps {
  /** Names of the teams. Each has one namespace. */
  readonly teams: string[];
  /** Number of the key generation that all namespaces are on. */
  readonly keyGeneration: number;
}

/**
 * The namespaces of one ring, which share one function and one waiter, and change their keys at the same time.
 *
 * The keys of the next generation are created a deployment ahead, so that a failed change leaves no orphan key behind.
 */
export class FleetStack extends Stack {
  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, props);
    for (const team of props.teams) {
      const namespace = new RotatableNamespace(this, team, {
        namespaceName: `${team}-warehouse`,
        encryption: NamespaceEncryption.keyGenerations({
          active: props.keyGeneration,
          newest: props.keyGeneration + 1,
        }),
        tags: { team },
      });
      new redshiftserverless.CfnWorkgroup(this, `${team}Workgroup`, {
        workgroupName: `${team}-warehouse`,
        namespaceName: namespace.namespaceName,
      });
    }
  }
}
