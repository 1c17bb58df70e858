"""A request that somebody may send, and which answers would be right."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

NOT_FOUND = frozenset({404})
# Lists, and what works on one's own things only: it succeeds and has nothing of anyone else's.
HARMLESS = frozenset({200, 204})
# Protocols that put their errors into an answer with status 200.
ENVELOPE = frozenset({200})


@dataclass(frozen=True, eq=False)
class Ask:
    """One request; its answer's status must be one of `right`."""

    method: str
    path: str
    json: Any = None
    params: Mapping[str, str] = field(default_factory=dict)
    right: frozenset[int] = NOT_FOUND

    @property
    def text(self) -> str:
        """All that it says, to tell an echo from a leak."""
        return f"{self.path} {json.dumps([self.json, dict(self.params)])}"

    def send(self, http: httpx.Client, **headers: str) -> httpx.Response:
        return http.send(self._request(http, headers))

    def status(self, http: httpx.Client) -> int:
        """Send it, and hang up once the answer begins: some answers never end."""
        answer = http.send(self._request(http, {}), stream=True)
        answer.close()
        return answer.status_code

    def _request(self, http: httpx.Client, headers: Mapping[str, str]) -> httpx.Request:
        # Every protocol here wants to be asked for these two.
        accept = {"accept": "application/json, text/event-stream", **headers}
        body = {} if self.json is None else {"json": self.json}
        return http.build_request(
            self.method, self.path, params=self.params, headers=accept, **body
        )
