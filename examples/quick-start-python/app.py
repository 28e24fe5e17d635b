#!/usr/bin/env python3
import aws_cdk as cdk

from warehouse_stack import WarehouseStack

# Raise this number and deploy to change the KMS key.
KEY_GENERATION = 1

app = cdk.App()
WarehouseStack(app, "Warehouse", key_generation=KEY_GENERATION)
app.synth()
