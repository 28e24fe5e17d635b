#!/usr/bin/env python3
import aws_cdk as cdk

from warehouse_stack import WarehouseStack

app = cdk.App()
WarehouseStack(
    app,
    "Warehouse",
    key_generation=int(app.node.try_get_context("keyGeneration") or 1),
)
app.synth()
