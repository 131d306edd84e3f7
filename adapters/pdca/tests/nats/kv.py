"""Reads buckets as any KV client does: a line of JSON for each thing that is asked.

    kv.py URL PREFIX BUCKET QUESTION…

QUESTION is `keys`, `count`, `get=KEY`, `follow=SUBJECT BODY` (what a command to SUBJECT changes, for
one who watches) or `put=KEY`. NAME and CA in the environment say who asks over TLS.
"""

import asyncio
import json
import os
import ssl
import sys

import nats
from nats.js.errors import BucketNotFoundError, KeyNotFoundError, NoKeysError


def told(entry):
    value = json.loads(entry.value) if entry.value else None
    return {"key": entry.key, "operation": entry.operation, "value": value}


async def keys(kv):
    try:
        return sorted(await kv.keys())
    except NoKeysError:
        return []


async def follow(client, kv, command):
    watcher = await kv.watchall()
    before = 0
    while await watcher.updates(timeout=10) is not None:
        before += 1
    subject, body = command.split(" ", 1)
    reply = await client.request(subject, body.encode(), headers={"Pdca-Actor": "ada"}, timeout=10)
    update = told(await watcher.updates(timeout=10))
    await watcher.stop()
    return {"before": before, "position": json.loads(reply.data)["position"], "update": update}


async def answer(client, kv, question):
    name, _, argument = question.partition("=")
    if name == "keys":
        return await keys(kv)
    if name == "count":
        return len(await keys(kv))
    if name == "follow":
        return await follow(client, kv, argument)
    if name == "put":
        try:
            return await kv.put(argument, b"{}")
        except nats.errors.Error as error:
            return repr(error)
    try:
        return told(await kv.get(argument))
    except KeyNotFoundError:
        return None


async def connect(url):
    name = os.environ.get("NAME")
    if name is None:
        return await nats.connect(url)

    async def said(error):
        print(error, file=sys.stderr)

    trust = ssl.create_default_context(cafile=os.environ["CA"])
    inbox = f"_INBOX.{name}".encode()
    return await nats.connect(
        url, user=name, password=name, tls=trust, inbox_prefix=inbox, error_cb=said
    )


async def main(url, prefix, bucket, *questions):
    client = await connect(url)
    jetstream = client.jetstream(prefix=prefix, timeout=2)
    try:
        kv = await jetstream.key_value(bucket)
        for question in questions:
            print(json.dumps(await answer(client, kv, question)))
    except BucketNotFoundError:
        print(json.dumps("no such bucket"))
    await client.close()


asyncio.run(main(*sys.argv[1:]))
