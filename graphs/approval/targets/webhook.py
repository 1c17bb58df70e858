"""A signed POST to PUBLISH_WEBHOOK_URL, tried again for as long as that may help.

`Idempotency-Key` is the same for each try: a receiver that keeps it and drops what it has seen
gets each announcement once. examples/webhook/receive.py is one.
"""

import hmac
import json
import time
from hashlib import sha256
from typing import Literal

import httpx
import stamina
import structlog

from graphs.approval.targets.target import Parcel, PublishError
from parley.settings import settings

log = structlog.get_logger(__name__)

_TRIES = 4
_TRY_SECONDS = 5.0  # all tries and waits fit into the time that the ledger holds an entry
_LONGEST_WAIT_SECONDS = 4.0
_PASSING = {408, 425, 429}


class Webhook:
    """Delivers at least once, always with the same key."""

    name: Literal["webhook"] = "webhook"
    knows_keys = True

    async def send(self, parcel: Parcel) -> str:
        """Post it, and return the host that took it.

        Raises:
            PublishError: the receiver did not accept it.
        """
        url = settings().publish_webhook_url
        if not url:
            raise PublishError(
                "Nothing was published: it was to go to a webhook, and there is none any more; "
                "set PUBLISH_WEBHOOK_URL again, then approve again."
            )
        body = json.dumps({"id": parcel.key, **parcel.text}, ensure_ascii=False).encode()
        tried = _Tried()
        try:
            host = httpx.URL(url).host
            async with httpx.AsyncClient(timeout=_TRY_SECONDS) as http:
                async for attempt in stamina.retry_context(
                    on=_passes, attempts=_TRIES, timeout=None, wait_max=_LONGEST_WAIT_SECONDS
                ):
                    with attempt:
                        await _post(http, url, parcel.key, body, tried)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("webhook failed", key=parcel.key, error=repr(error))
            raise PublishError(
                f"Nothing was published: the webhook at {httpx.URL(url).host} did not accept it; "
                "check PUBLISH_WEBHOOK_URL and its receiver, then approve again.",
                maybe_out=tried.maybe_out,
            ) from error
        return host


class _Tried:
    """Whether any try may have reached the receiver."""

    maybe_out = False


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the header that a receiver checks: HMAC-SHA256 of the time and the body."""
    signed = hmac.new(secret.encode(), b"%d.%s" % (at, body), sha256).hexdigest()
    return f"t={at},v1={signed}"


async def _post(http: httpx.AsyncClient, url: str, key: str, body: bytes, tried: _Tried) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if secret := settings().publish_webhook_secret:
        headers["X-Parley-Signature"] = signature(secret.get_secret_value(), body, int(time.time()))
    try:
        answer = await http.post(url, content=body, headers=headers)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise
    except httpx.TransportError:
        tried.maybe_out = True
        raise
    # It was asked, and a server that fails may have begun.
    tried.maybe_out = tried.maybe_out or answer.is_server_error
    answer.raise_for_status()


def _passes(error: Exception) -> bool | float:
    """Return whether another try may help, or after how many seconds."""
    if not isinstance(error, httpx.HTTPStatusError):
        return isinstance(error, httpx.TransportError)
    answer = error.response
    if not (answer.is_server_error or answer.status_code in _PASSING):
        return False
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_WAIT_SECONDS) if asked.isdecimal() else True
