"""moto's Step Functions interpreter, without a clock and without functions of its own: it asks for both.

One JSON object a line. In: {"start": id, "name", "definition", "input"} and {"answer": id, …}. Out: {"ask": "sleep" |
"invoke", "execution": id, …} and {"ended": id, "status", "output", "error", "cause", "history"}.
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
answers = {}
current = threading.local()


def tell(message):
    with out:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def ask(message):
    """Asks the other side, and waits for as long as it takes."""
    execution = by_name[threading.current_thread().name]
    tell({**message, "execution": execution})
    return answers[execution].get()


def invoke(parameters, region, state_credentials):
    answer = ask({"ask": "invoke", "functionArn": parameters["FunctionName"], "payload": json.loads(parameters["Payload"])})
    if "error" in answer:
        return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": answer["error"]}
    return {"StatusCode": 200, "Payload": answer["result"]}


lambda_eval_utils._invoke_lambda_function = invoke
WaitFunction._wait_interval = lambda self, env, wait_seconds: ask({"ask": "sleep", "seconds": wait_seconds}) and None
retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: ask({"ask": "sleep", "seconds": seconds}))

# Each execution of moto's runs in a thread of its own; the thread gets the id of whoever started it.
by_name = {}
starting = threading.Lock()
plain_start = threading.Thread.start


def named_start(self):
    # A task that may time out is evaluated in a further thread.
    execution = getattr(current, "execution", by_name.get(threading.current_thread().name))
    if execution is not None:
        by_name[self.name] = execution
    plain_start(self)


threading.Thread.start = named_start


def run(message):
    execution = message["start"]
    with starting:
        client = boto3.client("stepfunctions", region_name=REGION)
        arn = client.create_state_machine(name=f"machine-{execution}", definition=message["definition"], roleArn=ROLE)["stateMachineArn"]
        current.execution = execution
        started = client.start_execution(stateMachineArn=arn, name=message["name"], input=message["input"])["executionArn"]
        del current.execution
    while True:
        described = client.describe_execution(executionArn=started)
        if described["status"] != "RUNNING":
            break
        threading.Event().wait(0.005)
    history = client.get_execution_history(executionArn=started, maxResults=1000)["events"]
    tell({
        "ended": execution, "status": described["status"], "output": described.get("output"), "error": described.get("error"), "cause": described.get("cause"),
        "history": [{"type": event["type"], "name": next((value.get("name") for key, value in event.items() if key.endswith("EventDetails") and isinstance(value, dict) and "name" in value), None)} for event in history],
    })


with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    tell({"ready": True})
    for line in sys.stdin:
        received = json.loads(line)
        if "start" in received:
            answers[received["start"]] = queue.Queue()
            plain_start(threading.Thread(target=run, args=(received,), daemon=True))
        else:
            answers[received["answer"]].put(received)
