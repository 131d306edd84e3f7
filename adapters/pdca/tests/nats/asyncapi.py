"""Validates messages against the schemas of an AsyncAPI document.

The first line of the standard input is the document; each further one is a message: its channel,
headers and payload. Prints the name of the message that each one is, or what is wrong with it.
"""

import json
import sys

from jsonschema import Draft7Validator

document = json.loads(sys.stdin.readline())
components = document["components"]


def errors(schema, value):
    if schema is True:
        return []
    validator = Draft7Validator({"allOf": [schema], "components": components})
    return [error.message for error in validator.iter_errors(value)]


for line in sys.stdin:
    told = json.loads(line)
    found, wrong = [], {}
    for name in document["channels"][told["channel"]]["messages"]:
        message = components["messages"][name]
        problems = errors(message.get("headers", True), told["headers"])
        problems += errors(message["payload"], told["payload"])
        if not problems:
            found.append(name)
        wrong[name] = problems
    wanted = told["message"]
    assert wanted in wrong, f"{told['channel']} has no message {wanted}"
    assert wanted in found, f"{told} is no {wanted}: {wrong[wanted]}"
    print(wanted)
