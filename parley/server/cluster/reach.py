"""Whether what DATABASE_URI and REDIS_URI name answers: one sentence here, a stack trace later."""

from urllib.parse import urlsplit

import psycopg
from redis import Redis, RedisError

from parley.storage.errors import StorageError
from parley.storage.postgres import place, unreachable

_SECONDS = 10


def reach_postgres(uri: str) -> str:
    """Return the URI of a Postgres that answers.

    Raises:
        StorageError: it is no URI of Postgres, or nobody lets us in there.
    """
    where = place(uri)
    try:
        psycopg.connect(uri, connect_timeout=_SECONDS).close()
    except psycopg.OperationalError as error:
        raise unreachable(where) from error
    return uri


def reach_redis(uri: str) -> str:
    """Return the URI of a Redis that answers.

    Raises:
        StorageError: it is no URI of Redis, or nobody lets us in there.
    """
    try:
        limits = {"socket_connect_timeout": _SECONDS, "socket_timeout": _SECONDS}
        with Redis.from_url(uri, **limits) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        # Without the user and the password that it may carry.
        where = urlsplit(uri)._replace(query="").geturl().rpartition("@")[2]
        raise StorageError(
            f"Parley cannot reach Redis at {where}: check REDIS_URI and that it runs."
        ) from error
    return uri
