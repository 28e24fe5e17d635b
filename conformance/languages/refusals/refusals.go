// Command refusals attempts input that every language must refuse, and prints the panic of each attempt as one JSON
// object a line.
package main

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsredshiftserverless"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/cdkredshiftrotatablenamespace"
)

var attempts = []struct {
	name string
	run  func()
}{
	{"reserved name", func() {
		cdkredshiftrotatablenamespace.NewRotatableNamespace(newStack(awscdk.NewApp(nil)), jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{NamespaceName: jsii.String("select")})
	}},
	{"several mistakes", func() {
		cdkredshiftrotatablenamespace.NewRotatableNamespace(newStack(awscdk.NewApp(nil)), jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{
				NamespaceName: jsii.String("x"),
				DbName:        jsii.String("1st"),
				Encryption: cdkredshiftrotatablenamespace.NamespaceEncryption_KeyGenerations(
					&cdkredshiftrotatablenamespace.KeyGenerationsOptions{
						Active: jsii.Number(3),
						Newest: jsii.Number(2),
					}),
			})
	}},
	{"key of another Region", func() {
		stack := newStack(awscdk.NewApp(nil))
		key := awskms.Key_FromKeyArn(stack, jsii.String("Key"),
			jsii.String("arn:aws:kms:us-east-1:111122223333:key/k-1"))
		cdkredshiftrotatablenamespace.NewRotatableNamespace(stack, jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{
				NamespaceName: jsii.String("warehouse"),
				Encryption:    cdkredshiftrotatablenamespace.NamespaceEncryption_CustomerManagedKey(key),
			})
	}},
	{"key that the app deletes", func() {
		app := awscdk.NewApp(nil)
		stack := newStack(app)
		key := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{RemovalPolicy: awscdk.RemovalPolicy_DESTROY})
		cdkredshiftrotatablenamespace.NewRotatableNamespace(stack, jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{
				NamespaceName: jsii.String("other"),
				Encryption:    cdkredshiftrotatablenamespace.NamespaceEncryption_CustomerManagedKey(key),
			})
		app.Synth(nil)
	}},
	{"settings of the provider after the first namespace", func() {
		stack := newStack(awscdk.NewApp(nil))
		cdkredshiftrotatablenamespace.NewRotatableNamespace(stack, jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{NamespaceName: jsii.String("other")})
		cdkredshiftrotatablenamespace.KeyChangeProvider_Of(stack,
			&cdkredshiftrotatablenamespace.KeyChangeProviderProps{LogRetention: awslogs.RetentionDays_ONE_WEEK})
	}},
	// The context says that the live namespace is on a customer managed key.
	{"back to an AWS-owned key", func() {
		app := awscdk.NewApp(nil)
		cdkredshiftrotatablenamespace.NewRotatableNamespace(newStack(app), jsii.String("Warehouse"),
			&cdkredshiftrotatablenamespace.RotatableNamespaceProps{
				NamespaceName: jsii.String("warehouse"),
				Encryption:    cdkredshiftrotatablenamespace.NamespaceEncryption_AwsOwnedKey(nil),
			})
		app.Synth(nil)
	}},
	{"back to an AWS-owned key, found by the guard", func() {
		app := awscdk.NewApp(nil)
		awsredshiftserverless.NewCfnNamespace(newStack(app), jsii.String("Warehouse"),
			&awsredshiftserverless.CfnNamespaceProps{NamespaceName: jsii.String("warehouse")})
		awscdk.Aspects_Of(app).Add(cdkredshiftrotatablenamespace.NewNamespaceKeyGuard(nil), nil)
		app.Synth(nil)
	}},
}

func newStack(app awscdk.App) awscdk.Stack {
	return awscdk.NewStack(app, jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
}

func try(name string, run func()) {
	defer func() {
		if raised := recover(); raised != nil {
			line, err := json.Marshal(map[string]string{
				"attempt": name,
				"type":    "panic",
				"message": fmt.Sprint(raised),
			})
			if err != nil {
				panic(err)
			}
			fmt.Println(string(line))
		}
	}()
	run()
}

func main() {
	defer jsii.Close()
	for _, attempt := range attempts {
		try(attempt.name, attempt.run)
	}
}
