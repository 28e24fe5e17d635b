"""moto's Step Functions interpreter. Its caller supplies the clock and the functions.

One JSON object a line.
In: {"start": id, "name", "definition", "input"} and {"response": id, …}.
Out: {"request": "sleep" | "invoke", "execution": id, …} and
{"ended": id, "status", "output", "error", "cause", "history"}.
"""
import json
import queue
import sys
import threading
import types

import boto3
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

REGION = "us-east-1"
ROLE = "arn:aws:iam::123456789012:role/waiter"
out = threading.Lock()
responses = {}
current = threading.local()


def send(message):
    with out:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def request(message):
    """Sends a request to the caller, and waits for the response without a limit."""
    execution = by_name[threading.current_thread().name]
    send({**message, "execution": execution})
    return responses[execution].get()


def invoke(parameters, region, state_credentials):
    payload = json.loads(parameters["Payload"])
    response = request({"request": "invoke", "functionArn": parameters["FunctionName"], "payload": payload})
    if "error" in response:
        return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": response["error"]}
    return {"StatusCode": 200, "Payload": response["result"]}


def sleep(seconds):
    request({"request": "sleep", "seconds": seconds})


lambda_eval_utils._invoke_lambda_function = invoke
WaitFunction._wait_interval = lambda self, env, wait_seconds: sleep(wait_seconds)
retrier_decl.time = types.SimpleNamespace(sleep=sleep)

# moto runs each execution in a thread. A thread belongs to the execution of the thread that started it.
by_name = {}
starting = threading.Lock()
plain_start = threading.Thread.start


def named_start(self):
    # moto evaluates a task with a timeout in another thread.
    execution = getattr(current, "execution", by_name.get(threading.current_thread().name))
    if execution is not None:
        by_name[self.name] = execution
    plain_start(self)


threading.Thread.start = named_start


def run(message):
    execution = message["start"]
    with starting:
        client = boto3.client("stepfunctions", region_name=REGION)
        machine = client.create_state_machine(
            name=f"machine-{execution}", definition=message["definition"], roleArn=ROLE,
        )["stateMachineArn"]
        current.execution = execution
        arn = client.start_execution(
            stateMachineArn=machine, name=message["name"], input=message["input"],
        )["executionArn"]
        del current.execution
    while True:
        description = client.describe_execution(executionArn=arn)
        if description["status"] != "RUNNING":
            break
        threading.Event().wait(0.005)
    history = client.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    send({
        "ended": execution,
        **{member: description.get(member) for member in ("status", "output", "error", "cause")},
        "history": [{"type": event["type"], "name": state_name(event)} for event in history],
    })


def state_name(event):
    details = [value for key, value in event.items() if key.endswith("EventDetails") and isinstance(value, dict)]
    return next((value["name"] for value in details if "name" in value), None)


with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    send({"ready": True})
    for line in sys.stdin:
        received = json.loads(line)
        if "start" in received:
            responses[received["start"]] = queue.Queue()
            plain_start(threading.Thread(target=run, args=(received,), daemon=True))
        else:
            responses[received["response"]].put(received)
