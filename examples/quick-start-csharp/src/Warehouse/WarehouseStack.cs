using Amazon.CDK;
using Amazon.CDK.AWS.RedshiftServerless;
using CdkRedshiftRotatableNamespace;
using Constructs;

namespace Warehouse
{
    /// <summary>Settings of a <see cref="WarehouseStack"/>.</summary>
    public class WarehouseStackProps : StackProps
    {
        /// <summary>Number of the key generation that the namespace is on. Raise it to change the key.</summary>
        public int KeyGeneration { get; set; } = 1;
    }

    /// <summary>A data warehouse whose KMS key is changed by deploying.</summary>
    public class WarehouseStack : Stack
    {
        public WarehouseStack(Construct scope, string id, WarehouseStackProps props) : base(scope, id, props)
        {
            var warehouse = new RotatableNamespace(this, "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "warehouse",
                Encryption = NamespaceEncryption.KeyGenerations(new KeyGenerationsOptions
                {
                    Active = props.KeyGeneration,
                }),
            });

            // It refers to the namespace, so it waits until a key change has ended.
            new CfnWorkgroup(this, "Workgroup", new CfnWorkgroupProps
            {
                WorkgroupName = "warehouse",
                NamespaceName = warehouse.NamespaceName,
            });
        }
    }
}
