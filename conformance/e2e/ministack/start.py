"""Starts ministack with the two resource types that it lacks.

The handlers follow the official ones (docs/assumptions.md): they compare the previous template with the new one, never
with the live namespace, change tags first, send all changed properties in one UpdateNamespace, run for every change,
wait for the status alone, and read the namespace at the end. They call the simulated Redshift Serverless with botocore,
as a role that is not an administrator.
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


def client(service="redshift-serverless"):
    # CloudFormation's own credentials: the endpoint gives them the smallest deploy policy.
    return boto3.client(
        service,
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


def read_all(api, kind, result):
    """What the read handler calls at the end of a creation and an update."""
    name, attributes = result
    if kind == WORKGROUP:
        api.list_tags_for_resource(resourceArn=attributes["Workgroup.WorkgroupArn"])
        return result
    arn = attributes["Namespace.NamespaceArn"]
    api.list_tags_for_resource(resourceArn=arn)
    redshift = client("redshift")
    try:
        redshift.get_resource_policy(ResourceArn=arn)
    except redshift.exceptions.ResourceNotFoundFault:
        pass
    api.list_snapshot_copy_configurations(namespaceName=name)
    return result


def change_tags(api, arn, old, new):
    before, after = ({tag["key"]: tag["value"] for tag in tags(props).get("tags", [])} for props in (old, new))
    removed = [key for key in before if key not in after]
    added = [{"key": key, "value": value} for key, value in after.items() if before.get(key) != value]
    if removed:
        api.untag_resource(resourceArn=arn, tagKeys=removed)
    if added:
        api.tag_resource(resourceArn=arn, tags=added)


def create(kind, name_property):
    def handler(logical_id, props, stack_name):
        api = client()
        call = api.create_namespace if kind == NAMESPACE else api.create_workgroup
        call(**request(props, props.keys()), **tags(props))
        return read_all(api, kind, wait_until_available(api, kind, props[name_property], 120))
    return handler


def update(kind, name_property):
    def handler(physical_id, old, new, stack_name):
        api = client()
        # Waits at most five minutes before the update, and 30 minutes after it: 30 and 180 polls of ten seconds.
        before = wait_until_available(api, kind, physical_id, 30)
        arn = before[1]["Namespace.NamespaceArn" if kind == NAMESPACE else "Workgroup.WorkgroupArn"]
        change_tags(api, arn, old, new)
        # A property that was removed from the template is not sent.
        changed = [name for name in new if new[name] != old.get(name)]
        call = api.update_namespace if kind == NAMESPACE else api.update_workgroup
        call(**{member(name_property): physical_id, **request(new, changed)})
        result = wait_until_available(api, kind, physical_id, 180)
        if kind == NAMESPACE:
            # A denial fails an update that was carried out.
            api.list_snapshot_copy_configurations(namespaceName=physical_id)
        return read_all(api, kind, result)
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
