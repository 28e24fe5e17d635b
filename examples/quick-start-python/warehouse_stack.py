import aws_cdk as cdk
from aws_cdk import aws_redshiftserverless as redshiftserverless
from cdk_redshift_rotatable_namespace import NamespaceEncryption, RotatableNamespace
from constructs import Construct


class WarehouseStack(cdk.Stack):
    """A data warehouse whose KMS key is changed by deploying."""

    def __init__(self, scope: Construct, construct_id: str, *, key_generation: int, **kwargs) -> None:
        """
        :param key_generation: Number of the key generation that the namespace is on. Raise it to change the key.
        """
        super().__init__(scope, construct_id, **kwargs)

        namespace = RotatableNamespace(
            self,
            "Warehouse",
            namespace_name="warehouse",
            encryption=NamespaceEncryption.key_generations(active=key_generation),
        )

        # It refers to the namespace, so it waits until a key change has ended.
        redshiftserverless.CfnWorkgroup(
            self,
            "Workgroup",
            workgroup_name="warehouse",
            namespace_name=namespace.namespace_name,
        )
