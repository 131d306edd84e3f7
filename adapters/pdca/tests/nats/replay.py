"""Asks for a part of the audit trail and checks that it came whole; prints each event's type."""

import asyncio
import hashlib
import json
import sys

import nats


async def main(url, request):
    client = await nats.connect(url)
    inbox = client.new_inbox()
    events = await client.subscribe(inbox)
    await client.publish("pdca.replay", request.encode(), reply=inbox)
    digest, count = hashlib.sha256(), 0
    async for event in events.messages:
        if "Nats-Service-Error" in (event.headers or {}):
            sys.exit(event.data.decode())
        if "Pdca-Replay" in event.headers:
            break
        if event.reply:
            await event.respond(b"")
        count += 1
        digest.update(event.headers["ce-id"].encode() + b"\n" + event.data + b"\n")
        print(event.headers["ce-position"], event.headers["ce-type"])
    end = json.loads(event.data)
    assert event.headers["Pdca-Replay"] == "end", event.headers
    assert end["count"] == count, (end, count)
    assert end["digest"] == "sha256:" + digest.hexdigest(), end
    await client.close()


asyncio.run(main(*sys.argv[1:]))
