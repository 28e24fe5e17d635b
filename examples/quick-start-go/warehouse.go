// Command warehouse is a CDK app: a data warehouse whose KMS key is changed by deploying.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsredshiftserverless"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/cdkredshiftrotatablenamespace"
)

// Raise keyGeneration and deploy to change the KMS key.
const keyGeneration = 1

// WarehouseStackProps are the settings of a WarehouseStack.
type WarehouseStackProps struct {
	awscdk.StackProps
	// KeyGeneration is the number of the key generation that the namespace is on. Raise it to change the key.
	KeyGeneration float64
}

// NewWarehouseStack adds a namespace with a workgroup to scope.
func NewWarehouseStack(scope constructs.Construct, id string, props WarehouseStackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)

	namespace := cdkredshiftrotatablenamespace.NewRotatableNamespace(stack, jsii.String("Warehouse"),
		&cdkredshiftrotatablenamespace.RotatableNamespaceProps{
			NamespaceName: jsii.String("warehouse"),
			Encryption: cdkredshiftrotatablenamespace.NamespaceEncryption_KeyGenerations(
				&cdkredshiftrotatablenamespace.KeyGenerationsOptions{Active: jsii.Number(props.KeyGeneration)},
			),
		})

	// It refers to the namespace, so it waits until a key change has ended.
	awsredshiftserverless.NewCfnWorkgroup(stack, jsii.String("Workgroup"), &awsredshiftserverless.CfnWorkgroupProps{
		WorkgroupName: jsii.String("warehouse"),
		NamespaceName: namespace.NamespaceName(),
	})
	return stack
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewWarehouseStack(app, "Warehouse", WarehouseStackProps{KeyGeneration: keyGeneration})
	app.Synth(nil)
}
