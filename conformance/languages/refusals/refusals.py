"""Input that every language must refuse. Prints the exception of each attempt as one JSON object a line."""

import json

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_redshiftserverless as redshiftserverless
from cdk_redshift_rotatable_namespace import (
    KeyChangeProvider,
    NamespaceEncryption,
    NamespaceKeyGuard,
    RotatableNamespace,
)

ENV = cdk.Environment(account="111122223333", region="eu-west-1")


def new_stack() -> cdk.Stack:
    return cdk.Stack(cdk.App(), "Stack", env=ENV)


def reserved_name() -> None:
    RotatableNamespace(new_stack(), "Warehouse", namespace_name="select")


def several_mistakes() -> None:
    RotatableNamespace(
        new_stack(),
        "Warehouse",
        namespace_name="x",
        db_name="1st",
        encryption=NamespaceEncryption.key_generations(active=3, newest=2),
    )


def key_of_another_region() -> None:
    stack = new_stack()
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/k-1")
    RotatableNamespace(
        stack,
        "Warehouse",
        namespace_name="warehouse",
        encryption=NamespaceEncryption.customer_managed_key(key),
    )


def key_that_the_app_deletes() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Stack", env=ENV)
    RotatableNamespace(
        stack,
        "Warehouse",
        namespace_name="other",
        encryption=NamespaceEncryption.customer_managed_key(
            kms.Key(stack, "Key", removal_policy=cdk.RemovalPolicy.DESTROY)
        ),
    )
    app.synth()


def settings_after_the_first_namespace() -> None:
    stack = new_stack()
    RotatableNamespace(stack, "Warehouse", namespace_name="other")
    KeyChangeProvider.of(stack, log_retention=logs.RetentionDays.ONE_WEEK)


def back_to_an_aws_owned_key() -> None:
    """The context says that the live namespace is on a customer managed key."""
    app = cdk.App()
    RotatableNamespace(
        cdk.Stack(app, "Stack", env=ENV),
        "Warehouse",
        namespace_name="warehouse",
        encryption=NamespaceEncryption.aws_owned_key(),
    )
    app.synth()


def back_found_by_the_guard() -> None:
    app = cdk.App()
    redshiftserverless.CfnNamespace(cdk.Stack(app, "Stack", env=ENV), "Warehouse", namespace_name="warehouse")
    cdk.Aspects.of(app).add(NamespaceKeyGuard())
    app.synth()


ATTEMPTS = {
    "reserved name": reserved_name,
    "several mistakes": several_mistakes,
    "key of another Region": key_of_another_region,
    "key that the app deletes": key_that_the_app_deletes,
    "settings of the provider after the first namespace": settings_after_the_first_namespace,
    "back to an AWS-owned key": back_to_an_aws_owned_key,
    "back to an AWS-owned key, found by the guard": back_found_by_the_guard,
}

for attempt, run in ATTEMPTS.items():
    try:
        run()
    except RuntimeError as error:
        print(json.dumps({"attempt": attempt, "type": type(error).__name__, "message": str(error)}))
