"""Publishes messages as other tools do. Each line of the input is a JSON object: subject, mode (raw,
binary or structured), body, and for events id, source and type. Waits until each is stored."""

import asyncio
import json
import sys

import nats
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent


def message(line):
    if line["mode"] == "raw":
        return None, json.dumps(line["body"]).encode()
    attributes = {name: line[name] for name in ("id", "source", "type")}
    attributes["datacontenttype"] = "application/json"
    event = CloudEvent(attributes, line["body"])
    write = to_binary_event if line["mode"] == "binary" else to_structured_event
    written = write(event)
    return dict(written.headers), written.body


async def main(url):
    client = await nats.connect(url)
    jetstream = client.jetstream()
    for line in map(json.loads, sys.stdin):
        headers, body = message(line)
        await jetstream.publish(line["subject"], body, headers=headers)
    await client.close()


asyncio.run(main(*sys.argv[1:]))
