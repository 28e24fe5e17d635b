"""botocore as a second client of the simulator: strict about every answer, and in agreement about every request.

Reads one JSON object from stdin: endpoint, region, credentials, and what to ask about. Prints one JSON object a line:
{"name": …, "flaws": […]}.
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

# A member that is null stays out of this: on the wire it is an absent one, for botocore it is the wrong type.
# Errors that every service may give, beside those of an operation's own model.
COMMON = {
    "AccessDeniedException", "AccessDenied", "ThrottlingException", "ValidationException", "ValidationError", "InvalidAction",
    "SerializationException", "UnknownOperationException", "UnrecognizedClientException", "MissingAuthenticationTokenException",
}
given = json.load(sys.stdin)
session = botocore.session.Session()
session.set_credentials(given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
findings = []


def client(service):
    made = session.create_client(
        service, region_name=given["region"], endpoint_url=given["endpoint"],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
    )
    made.meta.events.register("before-parse", look)
    return made


def look(operation_model, response_dict, **_kwargs):
    """Compares an answer as it came over the wire with the model: botocore itself drops what it does not know."""
    status, body = response_dict["status_code"], response_dict["body"]
    xml = operation_model.service_model.metadata["protocol"] == "query"
    if status >= 400:
        code = ElementTree.fromstring(body).findtext(".//{*}Code") if xml else json.loads(body)["__type"]
        modelled = {shape.name for shape in operation_model.error_shapes} | {shape.error_code for shape in operation_model.error_shapes}
        if code not in modelled | COMMON:
            findings.append(f"{operation_model.name}: {code} is no error of this operation")
    elif xml:
        result = next(iter(ElementTree.fromstring(body)))
        findings.extend(xml_flaws(operation_model.output_shape, result, operation_model.name))
    else:
        findings.extend(flaws(operation_model.output_shape, json.loads(body), operation_model.name))


def flaws(shape, value, path):
    if value is None:
        return []
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{path}: no structure"]
        missing = [f"{path}.{name}: missing" for name in shape.required_members if name not in value]
        unknown = [f"{path}.{name}: unknown" for name in value if name not in shape.members]
        return missing + unknown + [flaw for name, member in shape.members.items() if name in value for flaw in flaws(member, value[name], f"{path}.{name}")]
    if kind == "list":
        return [flaw for index, item in enumerate(value) for flaw in flaws(shape.member, item, f"{path}[{index}]")] if isinstance(value, list) else [f"{path}: no list"]
    if kind == "map":
        return [flaw for key, item in value.items() for flaw in flaws(shape.value, item, f"{path}.{key}")] if isinstance(value, dict) else [f"{path}: no map"]
    fits = {
        "string": lambda: isinstance(value, str) and (not shape.enum or value in shape.enum),
        "boolean": lambda: isinstance(value, bool),
        "integer": lambda: isinstance(value, int) and not isinstance(value, bool),
        "long": lambda: isinstance(value, int) and not isinstance(value, bool),
        "timestamp": lambda: isinstance(value, str) if shape.serialization.get("timestampFormat") == "iso8601" else isinstance(value, (int, float)),
    }.get(kind, lambda: True)
    return [] if fits() else [f"{path}: {value!r} is no {kind} of the model {getattr(shape, 'enum', '')}"]


def xml_flaws(shape, element, path):
    if shape.type_name == "list":
        return [flaw for index, item in enumerate(element) for flaw in xml_flaws(shape.member, item, f"{path}[{index}]")]
    if shape.type_name != "structure":
        enum = getattr(shape, "enum", None)
        return [f"{path}: {element.text} is not in the model"] if enum and element.text not in enum else []
    names = {child.tag.split("}")[-1]: child for child in element}
    missing = [f"{path}.{name}: missing" for name in shape.required_members if name not in names]
    return missing + [
        flaw for name, child in names.items()
        for flaw in (xml_flaws(shape.members[name], child, f"{path}.{name}") if name in shape.members else [f"{path}.{name}: unknown"])
    ]


def snake(name):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def told(name, wrong):
    print(json.dumps({"name": name, "flaws": wrong}))


def ask(service, operation, **parameters):
    """One call; its answer, or the code of its error. What is wrong with the answer is told."""
    findings.clear()
    try:
        answer = getattr(client(service), snake(operation))(**parameters)
    except ClientError as error:
        answer = error.response["Error"]["Code"]
        if not error.response["Error"].get("Message"):
            findings.append("an error without a message")
    told(f"{service} {operation} {json.dumps(parameters)[:90]}", list(findings))
    return answer


def agree(service, operation, parameters):
    """botocore's validation and the simulator's say the same of a request; it goes over the wire as it is."""
    service_model = session.get_service_model(service)
    model = service_model.operation_model(operation)
    report = ParamValidator().validate(parameters, model.input_shape)
    request = urllib.request.Request(given["endpoint"], json.dumps(parameters).encode(), {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{service_model.metadata['targetPrefix']}.{operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={given['accessKeyId']}/20260101/{given['region']}/x/aws4_request",
    })
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            told_there = "ok"
            response.read()
    except urllib.error.HTTPError as error:
        answer = json.loads(error.read())
        told_there = f"{answer['__type']}: {answer.get('message')}"
    refused_there = told_there.startswith("SerializationException") or "1 validation error detected" in told_there
    agreed = report.has_errors() == refused_there
    told(f"agreement on {operation} {json.dumps(parameters)[:90]}", [] if agreed else [f"botocore: {report.generate_report() or 'fine'}; the simulator: {told_there}"])


RS = "redshift-serverless"
name, key, machine, stack = given["namespaceName"], given["keyArn"], given["stateMachineArn"], given["stackName"]

ask(RS, "GetNamespace", namespaceName=name)
ask(RS, "GetNamespace", namespaceName="nobody")
ask(RS, "UpdateNamespace", namespaceName="nobody", kmsKeyId=key)
ask(RS, "UpdateNamespace", namespaceName=name, kmsKeyId=key, logExports=["userlog"])
ask(RS, "UpdateNamespace", namespaceName=name, kmsKeyId="arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
ask(RS, "UpdateNamespace", namespaceName=name, kmsKeyId="AWS_OWNED_KMS_KEY")
ask(RS, "UpdateNamespace", namespaceName=name)
ask(RS, "GetWorkgroup", workgroupName=given["workgroupName"])
ask(RS, "GetWorkgroup", workgroupName="nobody")
ask(RS, "ListTagsForResource", resourceArn=given["namespaceArn"])
ask("kms", "DescribeKey", KeyId=key)
ask("kms", "DescribeKey", KeyId="alias/nobody")
ask("kms", "ListAliases")
ask("kms", "GetKeyRotationStatus", KeyId=key)
listed = ask("stepfunctions", "ListExecutions", stateMachineArn=machine)
ask("stepfunctions", "ListExecutions", stateMachineArn=machine, maxResults=1)
ask("stepfunctions", "ListExecutions", stateMachineArn=machine + "x")
ask("stepfunctions", "DescribeExecution", executionArn=listed["executions"][0]["executionArn"])
ask("stepfunctions", "DescribeExecution", executionArn=machine)
ask("cloudformation", "DescribeStacks", StackName=stack)
ask("cloudformation", "DescribeStacks", StackName="nobody")

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
    agree(RS, operation, parameters)
agree("kms", "DescribeKey", {})
agree("kms", "DescribeKey", {"KeyId": ""})
agree("stepfunctions", "StartExecution", {"stateMachineArn": machine, "input": {}})
agree("stepfunctions", "ListExecutions", {"stateMachineArn": machine, "maxResults": "10"})
agree("stepfunctions", "ListExecutions", {"stateMachineArn": machine, "statusFilter": "RUNNING"})
