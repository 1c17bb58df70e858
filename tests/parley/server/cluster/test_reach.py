"""A database that doesn't answer is one sentence, without the password that its URI carries."""

import pytest

from parley.server.cluster.reach import reach_postgres, reach_redis
from parley.storage.errors import StorageError
from tests.redis import Redis


def test_a_postgres_that_answers(postgres_uri: str) -> None:
    assert reach_postgres(postgres_uri) == postgres_uri


def test_a_redis_that_answers() -> None:
    with Redis() as server:
        assert reach_redis(server.uri) == server.uri


@pytest.mark.parametrize(
    ("uri", "where"),
    [
        ("postgresql://ada:secret@127.0.0.1:1/parley", "Postgres at 127.0.0.1:1/parley"),
        ("mysql://ada:secret@127.0.0.1:1/parley", "DATABASE_URI can't be read"),
    ],
)
def test_a_postgres_that_does_not(uri: str, where: str) -> None:
    with pytest.raises(StorageError, match=where) as raised:
        reach_postgres(uri)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("uri", "where"),
    [
        ("redis://ada:secret@127.0.0.1:1/0", "127.0.0.1:1/0"),
        ("unix://ada:secret@/nowhere/redis.socket", "/nowhere/redis.socket"),
        ("redis://127.0.0.1:none/0?password=secret", "127.0.0.1:none/0"),
    ],
)
def test_a_redis_that_does_not(uri: str, where: str) -> None:
    with pytest.raises(StorageError, match="check REDIS_URI") as raised:
        reach_redis(uri)
    assert where in str(raised.value)
    assert "secret" not in str(raised.value)
