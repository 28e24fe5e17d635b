"""Starts ministack with the two resource types that it lacks.

The handlers follow the official ones (docs/assumptions.md): they compare the previous template with the new one, never
with the live namespace, send all changed properties in one UpdateNamespace, run for every change, and wait for the
status alone. They call the simulated Redshift Serverless with botocore.
"""
import os
import time

import boto3
from botocore.config import Config
from ministack.core import iam_evaluator
from ministack.services.cloudformation import provisioners, stacks

POLL_SECONDS = float(os.environ["E2E_NATIVE_POLL_SECONDS"])
NAMESPACE = "AWS::RedshiftServerless::Namespace"
WORKGROUP = "AWS::RedshiftServerless::Workgroup"
IMMUTABLE = {NAMESPACE: ("NamespaceName",), WORKGROUP: ("WorkgroupName", "NamespaceName")}


def client():
    # CloudFormation's own credentials: the endpoint permits them everything.
    return boto3.client(
        "redshift-serverless",
        region_name=os.environ["AWS_REGION"],
        aws_access_key_id=os.environ["E2E_CLOUDFORMATION_KEY"],
        aws_secret_access_key="none",
        config=Config(retries={"total_max_attempts": 1}),
    )


def member(name):
    return name[0].lower() + name[1:]


def request(props, names):
    sent = {member(name): props[name] for name in names if name in props and name != "Tags"}
    for name in ("manageAdminPassword", "publiclyAccessible", "enhancedVpcRouting"):
        if isinstance(sent.get(name), str):
            sent[name] = sent[name] == "true"
    return sent


def tags(props):
    listed = [{"key": tag["Key"], "value": tag["Value"]} for tag in props.get("Tags") or []]
    return {"tags": listed} if listed else {}


def read(api, kind, name):
    if kind == NAMESPACE:
        return api.get_namespace(namespaceName=name)["namespace"]
    return api.get_workgroup(workgroupName=name)["workgroup"]


def wait_until_available(api, kind, name, timeout_polls):
    for _ in range(timeout_polls):
        found = read(api, kind, name)
        if found["status"].upper() == "AVAILABLE":
            prefix = "Namespace." if kind == NAMESPACE else "Workgroup."
            attributes = {prefix + key[0].upper() + key[1:]: str(value) for key, value in found.items()}
            return name, attributes
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"NotStabilized: {kind} {name}")


def create(kind, name_property):
    def handler(logical_id, props, stack_name):
        api = client()
        call = api.create_namespace if kind == NAMESPACE else api.create_workgroup
        call(**request(props, props.keys()), **tags(props))
        return wait_until_available(api, kind, props[name_property], 120)
    return handler


def update(kind, name_property):
    def handler(physical_id, old, new, stack_name):
        api = client()
        # Waits at most five minutes before the update, and 30 minutes after it: 30 and 180 polls of ten seconds.
        wait_until_available(api, kind, physical_id, 30)
        # A property that was removed from the template is not sent.
        changed = [name for name in new if new[name] != old.get(name)]
        call = api.update_namespace if kind == NAMESPACE else api.update_workgroup
        call(**{member(name_property): physical_id, **request(new, changed)})
        result = wait_until_available(api, kind, physical_id, 180)
        if tags(old) != tags(new):
            arn = result[1]["Namespace.NamespaceArn" if kind == NAMESPACE else "Workgroup.WorkgroupArn"]
            api.tag_resource(resourceArn=arn, **tags(new))
        return result
    return handler


def delete(kind, name_property):
    def handler(physical_id, props):
        api = client()
        call = api.delete_namespace if kind == NAMESPACE else api.delete_workgroup
        try:
            call(**{member(name_property): physical_id})
            for _ in range(90):
                read(api, kind, physical_id)
                time.sleep(POLL_SECONDS)
        except api.exceptions.ResourceNotFoundException:
            return
        raise RuntimeError(f"NotStabilized: {kind} {physical_id} is still there")
    return handler


def register():
    for kind, name_property in ((NAMESPACE, "NamespaceName"), (WORKGROUP, "WorkgroupName")):
        provisioners._RESOURCE_HANDLERS[kind] = {
            "create": create(kind, name_property),
            "update": update(kind, name_property),
            "delete": delete(kind, name_property),
        }
    blocking = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind in IMMUTABLE or blocking(kind)


def pretend_tls():
    """Loopback counts as TLS, since the bucket of `cdk bootstrap` denies everything else (aws:SecureTransport)."""
    pin = iam_evaluator.pin_request_origin
    iam_evaluator.pin_request_origin = lambda source_ip, secure_transport: pin(source_ip, True)


if __name__ == "__main__":
    register()
    pretend_tls()
    from ministack.app import main
    main()
