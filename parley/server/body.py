"""A request's body, read by a middleware and handed on."""

from starlette.types import Message, Receive


async def read(receive: Receive) -> bytes:
    """Return the whole body; its size was checked at the edge."""
    parts = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """Hand this body out as if it had just come, then whatever comes after it."""
    unread = True

    async def replay() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replay
