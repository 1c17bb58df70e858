"""inbox: the first view of /inbox with 10,000 requests waiting, against the same page with 10."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

from pydantic import SecretStr

from bench.figure import Figure, ratio
from bench.interleave import interleaved
from parley.approvals.tables import transact
from parley.settings import settings
from parley.storage import database
from parley.storage.database import Transaction
from tests.postgres import postgres
from tests.server.dev_server import DevServer

_N = 20
_MANY, _FEW = 10_000, 10
_BODY = "From May on, the library is open on **Sundays from 10 to 16**. " * 6
_CHECKS = '[{"name": "Length", "passed": true, "detail": ""}]'


async def measure_sqlite() -> dict[str, Figure]:
    """Measure with SQLite files."""
    with ExitStack() as stack:
        return await _measure(stack, "", [{}, {}])


async def measure_postgres() -> dict[str, Figure]:
    """Measure with a Postgres for each server."""
    with ExitStack() as stack:
        uris = [stack.enter_context(postgres()).get_uri() for _ in range(2)]
        return await _measure(stack, "_postgres", [{"DATABASE_URI": uri} for uri in uris])


FIGURES = {
    "inbox_10000_pending_ms": measure_sqlite,
    "inbox_growth_ratio": measure_sqlite,
    "inbox_10000_pending_postgres_ms": measure_postgres,
    "inbox_growth_postgres_ratio": measure_postgres,
}


async def _measure(
    stack: ExitStack, suffix: str, places: list[dict[str, str]]
) -> dict[str, Figure]:
    urls = []
    for count, environment in zip((_MANY, _FEW), places, strict=True):
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = DevServer(folder, environment)
        stack.callback(server.kill)
        await asyncio.to_thread(server.start)
        # Not before: a start drops what no thread waits for.
        with _kept_in(folder, environment.get("DATABASE_URI")):
            await transact(lambda rows, count=count: _fill(rows, count))  # type: ignore[misc]
        urls.append(server.url)
    many, few = urls
    ours, theirs = await interleaved(
        _N, lambda: asyncio.to_thread(_seen, many), lambda: asyncio.to_thread(_seen, few)
    )
    baseline = f"the same page with {_FEW} waiting"
    against = f"{baseline}: {median(theirs):.3g} ms"
    return {
        f"inbox_10000_pending{suffix}_ms": Figure(
            float(f"{median(ours):.3g}"), "ms", against, len(ours)
        ),
        f"inbox_growth{suffix}_ratio": ratio(ours, theirs, baseline, "ms"),
    }


@contextmanager
def _kept_in(folder: Path, uri: str | None) -> Iterator[None]:
    """Let this process write where a server reads."""
    before = settings().parley_data_dir, settings().database_uri
    settings().parley_data_dir = folder / ".parley"
    settings().database_uri = SecretStr(uri) if uri else None
    try:
        yield
    finally:
        database.close_all()
        settings().parley_data_dir, settings().database_uri = before


def _fill(rows: Transaction, count: int) -> None:
    now = time.time()
    for number in range(count):
        rows.execute(
            "INSERT INTO parley_approvals VALUES "
            "(?, ?, 'ann', 'pending', 1, 1, 0, ?, ?, ?, '', ?, NULL, 0, NULL, NULL, NULL, NULL)",
            (uuid4().hex, str(uuid4()), f"News {number}", _BODY, _CHECKS, now - number),
        )


def _seen(url: str) -> float:
    """Return how long a browser waits for the page, its connection included, in ms."""
    # Not httpx: to read the roots of TLS it would take longer than the page.
    began = time.perf_counter()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/inbox")
    text = connection.getresponse().read().decode()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    if text.count('class="row"') < _FEW:
        raise RuntimeError("the page shows too little")
    return took
