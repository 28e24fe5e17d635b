// Command warehouse is a CDK app: a data warehouse whose KMS key is changed by deploying.
package main

import (
	"fmt"
	"log"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsredshiftserverless"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/cdkredshiftrotatablenamespace"
)

// WarehouseStackProps are the settings of a WarehouseStack.
type WarehouseStackProps struct {
	awscdk.StackProps
	// KeyGeneration is the number of the key generation that the warehouse is on. Raise it to change the key.
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

func keyGeneration(app awscdk.App) (float64, error) {
	value := app.Node().TryGetContext(jsii.String("keyGeneration"))
	if value == nil {
		return 1, nil
	}
	return strconv.ParseFloat(fmt.Sprint(value), 64)
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	generation, err := keyGeneration(app)
	if err != nil {
		log.Fatalf("the context value 'keyGeneration' must be a number: %v", err)
	}
	NewWarehouseStack(app, "Warehouse", WarehouseStackProps{KeyGeneration: generation})
	app.Synth(nil)
}
