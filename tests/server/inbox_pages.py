"""The pages at /inbox, without a browser: how a person's client reads and sends their forms."""

import re
from typing import Any

import httpx

from tests.provider import Provider, Reply
from tests.server.conversation import user
from tests.server.engine import Server
from tests.server.people import http_as, key_of

DRAFT = {"title": "The library opens on Sundays", "body": "From May on, from **10 to 16**."}


class Page:
    """One that was opened, and its forms."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.text = answer.text

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found[1] if found else ""


class Visitor:
    """Someone with a browser's cookies and none of its rendering."""

    def __init__(self, server: Server, identity: str | None) -> None:
        self.http = httpx.Client(base_url=server.url, timeout=60, follow_redirects=True)
        if identity:
            self.log_in(key_of(identity))

    def log_in(self, credential: str) -> Page:
        token = self.open("/inbox/log-in").hidden("token")
        return self.send("/inbox/log-in", token=token, credential=credential)

    def open(self, path: str) -> Page:
        return Page(self.http.get(path))

    def send(self, path: str, **fields: str) -> Page:
        return Page(self.http.post(path, data=fields))

    def decide(self, request: str, decision: str, **fields: str) -> Page:
        path = f"/inbox/requests/{request}"
        page = self.open(path)
        sent = {"token": page.hidden("token"), "seen": page.hidden("seen"), **fields}
        return self.send(path, decision=decision, **sent)


def request_by(
    server: Server, identity: str | None, provider: Provider, draft: dict[str, str] = DRAFT
) -> tuple[str, str]:
    """Have someone ask for an announcement; return its thread and its request."""
    provider.reply(Reply(json=draft))
    with http_as(server, identity) as http:
        thread = http.post("/threads", json={}).raise_for_status().json()["thread_id"]
        run: dict[str, Any] = {"assistant_id": "approval", "input": user("Announce it")}
        http.post(f"/threads/{thread}/runs/wait", json=run).raise_for_status()
        state = http.get(f"/threads/{thread}/state").raise_for_status().json()
    return thread, state["values"]["request"]


def values_of(server: Server, identity: str | None, thread: str) -> dict[str, Any]:
    """What the owner reads on their thread."""
    with http_as(server, identity) as http:
        state = http.get(f"/threads/{thread}/state").raise_for_status().json()
    return dict(state["values"])
