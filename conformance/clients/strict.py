"""Calls the simulator with botocore, and compares each response and each refused request with the service's model.

Reads one JSON object from stdin: endpoint, region, credentials, and the resources to call for. Prints one JSON object a
line: {"name": …, "flaws": […]}.
"""
import json
import sys
import urllib.error
import urllib.request
from xml.etree import ElementTree

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from shapes import json_flaws, xml_flaws

# Errors of every service, beside those in the model of an operation.
COMMON_ERRORS = {
    "AccessDenied",
    "AccessDeniedException",
    "InvalidAction",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
}
given = json.load(sys.stdin)
session = botocore.session.Session()
session.set_credentials(given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
findings = []


def client(service):
    made = session.create_client(
        service,
        region_name=given["region"],
        endpoint_url=given["endpoint"],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
    )
    made.meta.events.register("before-parse", check_response)
    return made


def check_response(operation_model, response_dict, **_kwargs):
    """Compares a response as it came over the wire with the model, since botocore drops unknown members."""
    name, body = operation_model.name, response_dict["body"]
    is_xml = operation_model.service_model.metadata["protocol"] == "query"
    if response_dict["status_code"] >= 400:
        code = ElementTree.fromstring(body).findtext(".//{*}Code") if is_xml else json.loads(body)["__type"]
        shapes = operation_model.error_shapes
        modelled = {shape.name for shape in shapes} | {shape.error_code for shape in shapes}
        if code not in modelled | COMMON_ERRORS:
            findings.append(f"{name}: {code} is no error of this operation")
    elif is_xml and operation_model.output_shape is None:
        if f"{name}Result" in body.decode():
            findings.append(f"{name}: a result, though the operation has none")
    elif is_xml:
        result = next(iter(ElementTree.fromstring(body)))
        findings.extend(xml_flaws(operation_model.output_shape, result, name))
    else:
        findings.extend(json_flaws(operation_model.output_shape, json.loads(body), name))


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def report(name, flaws):
    print(json.dumps({"name": name, "flaws": flaws}))


def call(service, operation, **parameters):
    """Makes one call, reports the flaws of its response, and returns the response, or the code of its error."""
    findings.clear()
    try:
        response = getattr(client(service), snake(operation))(**parameters)
    except ClientError as error:
        response = error.response["Error"]["Code"]
        if not error.response["Error"].get("Message"):
            findings.append("an error without a message")
    report(f"{service} {operation} {json.dumps(parameters)[:90]}", list(findings))
    return response


def compare_validation(service, operation, parameters):
    """Validates a request with botocore and with the simulator. The request is sent without botocore's validation."""
    service_model = session.get_service_model(service)
    model = service_model.operation_model(operation)
    validation = ParamValidator().validate(parameters, model.input_shape)
    credential = f"{given['accessKeyId']}/20260101/{given['region']}/x/aws4_request"
    request = urllib.request.Request(given["endpoint"], json.dumps(parameters).encode(), {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{service_model.metadata['targetPrefix']}.{operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}",
    })
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            result = "ok"
            response.read()
    except urllib.error.HTTPError as error:
        body = json.loads(error.read())
        result = f"{body['__type']}: {body.get('message')}"
    is_invalid = result.startswith("SerializationException") or "1 validation error detected" in result
    flaws = []
    if validation.has_errors() != is_invalid:
        flaws = [f"botocore: {validation.generate_report() or 'valid'}; the simulator: {result}"]
    report(f"validation of {operation} {json.dumps(parameters)[:90]}", flaws)


RS = "redshift-serverless"
OTHER_REGION_KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
name, key, machine, stack = given["namespaceName"], given["keyArn"], given["stateMachineArn"], given["stackName"]

call(RS, "GetNamespace", namespaceName=name)
call(RS, "GetNamespace", namespaceName="nobody")
call(RS, "UpdateNamespace", namespaceName="nobody", kmsKeyId=key)
call(RS, "UpdateNamespace", namespaceName=name, kmsKeyId=key, logExports=["userlog"])
call(RS, "UpdateNamespace", namespaceName=name, kmsKeyId=OTHER_REGION_KEY)
call(RS, "UpdateNamespace", namespaceName=name, kmsKeyId="AWS_OWNED_KMS_KEY")
call(RS, "UpdateNamespace", namespaceName=name)
call(RS, "GetWorkgroup", workgroupName=given["workgroupName"])
call(RS, "GetWorkgroup", workgroupName="nobody")
call(RS, "ListTagsForResource", resourceArn=given["namespaceArn"])
# What the namespace's own CloudFormation handler calls besides.
arn = given["namespaceArn"]
call(RS, "TagResource", resourceArn=arn, tags=[{"key": "a", "value": "1"}])
call(RS, "UntagResource", resourceArn=arn, tagKeys=["a"])
call(RS, "UntagResource", resourceArn=arn + "x", tagKeys=["a"])
created = call(RS, "CreateSnapshotCopyConfiguration", namespaceName=name, destinationRegion="us-west-2")
copy_id = created["snapshotCopyConfiguration"]["snapshotCopyConfigurationId"]
call(RS, "CreateSnapshotCopyConfiguration", namespaceName=name, destinationRegion="us-west-2")
call(RS, "ListSnapshotCopyConfigurations", namespaceName=name)
call(RS, "ListSnapshotCopyConfigurations", namespaceName="nobody")
call(RS, "UpdateSnapshotCopyConfiguration", snapshotCopyConfigurationId=copy_id, snapshotRetentionPeriod=7)
call(RS, "DeleteSnapshotCopyConfiguration", snapshotCopyConfigurationId=copy_id)
call(RS, "DeleteSnapshotCopyConfiguration", snapshotCopyConfigurationId=copy_id)
call("redshift", "GetResourcePolicy", ResourceArn=arn)
call("redshift", "PutResourcePolicy", ResourceArn=arn, Policy="nonsense")
call("redshift", "PutResourcePolicy", ResourceArn=arn, Policy='{"Statement": []}')
call("redshift", "GetResourcePolicy", ResourceArn=arn)
call("redshift", "DeleteResourcePolicy", ResourceArn=arn)
call("redshift", "DeleteResourcePolicy", ResourceArn=arn)
call("secretsmanager", "DescribeSecret", SecretId=arn)
# Roles that a program makes for itself.
allowed = {"Effect": "Allow", "Action": "kms:ListKeys", "Resource": "*"}
trusted = {"Effect": "Allow", "Principal": {"AWS": key.split(":")[4]}, "Action": "sts:AssumeRole"}
trust, policy = json.dumps({"Statement": [trusted]}), json.dumps({"Statement": [allowed]})
role = call("iam", "CreateRole", RoleName="client", Path="/clients/", AssumeRolePolicyDocument=trust)["Role"]
call("iam", "CreateRole", RoleName="client", Path="/clients/", AssumeRolePolicyDocument=trust)
call("iam", "CreateRole", RoleName="other", AssumeRolePolicyDocument=policy)
call("iam", "PutRolePolicy", RoleName="client", PolicyName="inline", PolicyDocument=policy)
call("iam", "PutRolePolicy", RoleName="nobody", PolicyName="inline", PolicyDocument=policy)
call("iam", "ListRoles", PathPrefix="/clients/")
call("iam", "ListRoles", MaxItems=1)
call("iam", "ListRoles", PathPrefix="/nobody/")
call("sts", "AssumeRole", RoleArn=role["Arn"], RoleSessionName="session")
call("sts", "AssumeRole", RoleArn=role["Arn"] + "x", RoleSessionName="session")
call("iam", "DeleteRole", RoleName="client")
call("iam", "DeleteRolePolicy", RoleName="client", PolicyName="inline")
call("iam", "DeleteRolePolicy", RoleName="client", PolicyName="inline")
call("iam", "DeleteRole", RoleName="client")
call("iam", "DeleteRole", RoleName="client")
call(RS, "ListNamespaces")
call(RS, "ListWorkgroups", maxResults=1)
call(RS, "ListRecoveryPoints", namespaceName=name)
call(RS, "CreateSnapshot", namespaceName=name, snapshotName="one", retentionPeriod=7)
call(RS, "CreateSnapshot", namespaceName="nobody", snapshotName="one")
call(RS, "GetSnapshot", snapshotName="one")
call(RS, "GetSnapshot", snapshotName="nothing")
call(RS, "ListSnapshots", namespaceName=name)
call(RS, "DeleteSnapshot", snapshotName="one")
call(RS, "RestoreFromSnapshot", namespaceName=name, workgroupName=given["workgroupName"], snapshotName="one")
call("kms", "GetKeyLastUsage", KeyId=key)
call("kms", "ListGrants", KeyId=key)
call("kms", "ListKeys")
call("kms", "DescribeKey", KeyId=key)
call("kms", "GetKeyPolicy", KeyId=key)
call("kms", "ListResourceTags", KeyId=key)
call("kms", "CreateKey", Policy="{}")
call("kms", "DescribeKey", KeyId="alias/nobody")
call("kms", "ListAliases")
call("kms", "GetKeyRotationStatus", KeyId=key)
listed = call("stepfunctions", "ListExecutions", stateMachineArn=machine)
call("stepfunctions", "ListExecutions", stateMachineArn=machine, maxResults=1)
call("stepfunctions", "ListExecutions", stateMachineArn=machine + "x")
call("stepfunctions", "DescribeExecution", executionArn=listed["executions"][0]["executionArn"])
call("stepfunctions", "DescribeExecution", executionArn=machine)
call("cloudformation", "DescribeStacks", StackName=stack)
call("cloudformation", "DescribeStacks", StackName="nobody")
call("cloudformation", "DescribeStackEvents", StackName=stack)
call("cloudformation", "ListStackResources", StackName=stack)
call("cloudformation", "ListStackResources", StackName="nobody")

for operation, parameters in [
    ("GetNamespace", {}),
    ("GetNamespace", {"namespaceName": 1}),
    ("GetNamespace", {"namespaceName": name}),
    ("UpdateNamespace", {"namespaceName": "nobody", "manageAdminPassword": "true"}),
    ("UpdateNamespace", {"namespaceName": "nobody", "manageAdminPassword": True}),
    ("UpdateNamespace", {"namespaceName": "nobody", "iamRoles": "role"}),
    ("UpdateNamespace", {"namespaceName": "nobody", "iamRoles": [1]}),
    ("UpdateNamespace", {"namespaceName": "nobody", "logExports": ["userlog"]}),
    ("CreateNamespace", {"namespaceName": "other", "tags": [{"key": "a"}]}),
    ("CreateNamespace", {"namespaceName": "other", "tags": {"key": "a"}}),
    ("CreateWorkgroup", {"workgroupName": "other"}),
]:
    compare_validation(RS, operation, parameters)
compare_validation("kms", "DescribeKey", {})
compare_validation("kms", "DescribeKey", {"KeyId": ""})
compare_validation("stepfunctions", "StartExecution", {"stateMachineArn": machine, "input": {}})
compare_validation("stepfunctions", "ListExecutions", {"stateMachineArn": machine, "maxResults": "10"})
compare_validation("stepfunctions", "ListExecutions", {"stateMachineArn": machine, "statusFilter": "RUNNING"})
