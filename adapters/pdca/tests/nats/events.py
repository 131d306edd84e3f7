"""Reads a stream of events to its end and prints each as a CloudEvent, a line of JSON each."""

import asyncio
import json
import sys

import nats
from cloudevents.core.bindings.http import HTTPMessage, from_http_event


def cloud_event(message):
    headers = dict(message.headers)
    # The one name in which the NATS binding differs from the HTTP binding.
    if "ce-datacontenttype" in headers:
        headers["Content-Type"] = headers.pop("ce-datacontenttype")
    return from_http_event(HTTPMessage(headers=headers, body=message.data))


async def main(url, stream, subject):
    client = await nats.connect(url)
    jetstream = client.jetstream()
    left = (await jetstream.stream_info(stream)).state.messages
    events = await jetstream.subscribe(subject, stream=stream, ordered_consumer=True)
    for _ in range(left):
        message = await events.next_msg(timeout=10)
        event = cloud_event(message)
        told = {
            "id": event.get_id(),
            "source": event.get_source(),
            "type": event.get_type(),
            "subject": event.get_subject(),
            "actor": event.get_extension("actor"),
            "traceparent": event.get_extension("traceparent"),
            "position": int(event.get_extension("position")),
            "data": event.get_data(),
            "nats_subject": message.subject,
        }
        print(json.dumps(told, ensure_ascii=False))
    await client.close()


asyncio.run(main(*sys.argv[1:]))
