package com.example;

import io.github.cdk_redshift_rotatable_namespace.KeyGenerationsOptions;
import io.github.cdk_redshift_rotatable_namespace.NamespaceEncryption;
import io.github.cdk_redshift_rotatable_namespace.RotatableNamespace;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.redshiftserverless.CfnWorkgroup;
import software.constructs.Construct;

/** A data warehouse whose KMS key is changed by deploying. */
public class WarehouseStack extends Stack {
    /**
     * @param keyGeneration number of the key generation that the namespace is on; raise it to change the key
     */
    public WarehouseStack(final Construct scope, final String id, final int keyGeneration) {
        super(scope, id);

        RotatableNamespace namespace = RotatableNamespace.Builder.create(this, "Warehouse")
                .namespaceName("warehouse")
                .encryption(NamespaceEncryption.keyGenerations(KeyGenerationsOptions.builder()
                        .active(keyGeneration)
                        .build()))
                .build();

        // It refers to the namespace, so it waits until a key change has ended.
        CfnWorkgroup.Builder.create(this, "Workgroup")
                .workgroupName("warehouse")
                .namespaceName(namespace.getNamespaceName())
                .build();
    }
}
