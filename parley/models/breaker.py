"""A circuit breaker for each endpoint: what does not answer is not asked by everyone.

The libraries' breakers let every waiting call through when they half-open, or can't do streams.
The states are those of Michael Nygard's "Release It!" (2007). Where servers share a Redis, the
first breaker that opens opens them all, and one probe is made for all.
"""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Literal

import structlog
from prometheus_client import Gauge

from parley.models.call import Call
from parley.models.errors import ModelError
from parley.models.news import News
from parley.storage.redis import AwayError

log = structlog.get_logger(__name__)

State = Literal["closed", "open", "half-open"]
OPEN_SECONDS = 30.0
# News of other servers are as old as this at most.
HEARD_SECONDS = 1.0
# For so long one server's probe is everyone's.
PROBE_SECONDS = 30.0

_METRIC = Gauge(
    "parley_model_breaker", "0 closed, 0.5 half-open, 1 open, by endpoint", ["endpoint"]
)
_LEVEL: dict[State, float] = {"closed": 0, "half-open": 0.5, "open": 1}


class BreakerOpenError(ModelError):
    """Not asked: the endpoint failed so often that it is left alone for a while."""


class Breaker:
    """Opens after some failures in a row, and lets one probe through when it was open long enough.

    Attributes:
        endpoint: how a person would name the place.
        state: closed, open or half-open.
    """

    def __init__(self, endpoint: str, failures: int, news: News | None = None) -> None:
        self.endpoint = endpoint
        self.state: State = "closed"
        self._most = failures
        self._failures = 0
        self._opened = 0.0
        self._answered = 0.0
        self._probing = False
        self._news = news
        self._heard = -HEARD_SECONDS
        self._told = False

    def guarded[T](self, call: Call[T]) -> Call[T]:
        """Return a call that is not made while the breaker is open."""

        async def passed() -> AsyncIterator[T]:
            await self._hear()
            probe = await self._enter()
            began = time.monotonic()
            try:
                async with aclosing(call()) as answer:  # type: ignore[type-var]
                    async for item in answer:
                        yield item
                # At its end: an answer that began may still hang.
                await self._succeeded()
            except ModelError as error:
                if not error.transient or error.busy:
                    await self._succeeded()  # it said no, so it is there
                elif probe or began >= self._answered:
                    # Unless others were answered since: it hung for this one only.
                    await self._failed()
                raise
            finally:
                # A probe that was cancelled proved nothing: the next call is the probe.
                if probe:
                    self._probing = False

        return passed

    def spared[T](self, call: Call[T]) -> Call[T]:
        """Return a call that does not wait in line for what `guarded` would refuse."""

        async def worthwhile() -> AsyncIterator[T]:
            await self._hear()
            self._refuse()
            async with aclosing(call()) as answer:  # type: ignore[type-var]
                async for item in answer:
                    yield item

        return worthwhile

    def _refuse(self) -> None:
        """Raise BreakerOpenError when no call may be made now."""
        waited = time.monotonic() - self._opened
        if self.state != "closed" and (self._probing or waited < OPEN_SECONDS):
            raise self._is_open()

    def _is_open(self) -> BreakerOpenError:
        return BreakerOpenError(
            f"No answer from {self.endpoint} for a while: try again in half a minute.",
            transient=True,
        )

    async def _enter(self) -> bool:
        """Return whether this call is the probe; raise BreakerOpenError when there can be none."""
        self._refuse()
        if self.state == "closed":
            return False
        self._probing, asked = True, False
        try:
            asked = self._news is None or await self._news.may_probe(PROBE_SECONDS)
        finally:
            self._probing = asked
        if not asked:
            raise self._is_open()
        self._become("half-open")
        return True

    async def _hear(self) -> None:
        """Take over what another server found out."""
        if self._news is None or time.monotonic() < self._heard + HEARD_SECONDS:
            return
        self._heard, before = time.monotonic(), self.state
        try:
            age = await self._news.age()
        except AwayError:
            return
        if self._probing or self.state != before:
            return  # what was seen here meanwhile is newer
        if age is not None:
            self._told = True
            self._opened = max(self._opened, time.monotonic() - age)
            if self.state == "closed":
                self._become("open")
        elif self.state != "closed" and self._told:
            self._failures = 0
            self._become("closed")

    async def _succeeded(self) -> None:
        self._failures = 0
        self._answered = time.monotonic()
        if self.state == "half-open":
            self._become("closed")
            if self._news:
                await self._news.closed()

    async def _failed(self) -> None:
        if self.state == "open":
            return  # a straggler of before
        self._failures += 1
        if self.state == "half-open" or self._failures >= self._most:
            self._opened = time.monotonic()
            self._become("open")
            if self._news:
                self._told = await self._news.opened()

    def _become(self, state: State) -> None:
        log.warning("breaker", endpoint=self.endpoint, state=state)
        self.state = state
        _METRIC.labels(self.endpoint).set(_LEVEL[state])
