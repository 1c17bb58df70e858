"""`python -m parley.server.cluster.serve 0.0.0.0 8000`: one instance, in this very process.

What an image runs: whatever started it counts the instances, and ends and replaces them.
"""

import os
import sys

from parley.server.cluster.instance import command, environment
from parley.server.cluster.reach import reach_postgres, reach_redis
from parley.settings import settings
from parley.settings.error import SettingsError
from parley.storage.errors import StorageError


def main(host: str, port: str) -> str:  # noqa: RET503 - it becomes another program
    """Become the instance; return one sentence when it can't."""
    try:
        database, redis = settings().database_uri, settings().redis_uri
    except SettingsError as error:
        return str(error)
    if database is None or redis is None:
        missing = "DATABASE_URI" if database is None else "REDIS_URI"
        return f"Instances share a Postgres and a Redis: set {missing} to where it is."
    try:
        uris = reach_postgres(database.get_secret_value()), reach_redis(redis.get_secret_value())
    except StorageError as error:
        return str(error)
    shared = environment(os.environ, *uris)
    line = command(host, int(port))
    os.execve(line[0], line, shared)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
