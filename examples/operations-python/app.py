#!/usr/bin/env python3
import aws_cdk as cdk
from cdk_redshift_rotatable_namespace import KeyChangeSchedule

from operations_stack import OperationsStack

app = cdk.App()
OperationsStack(
    app,
    "Operations",
    # The date that the template is for: -c cdk-redshift-rotatable-namespace:asOf=$(date -u +%F)
    as_of=KeyChangeSchedule.as_of_context(app),
    pipeline_name="warehouse",
)
app.synth()
