"""Embedded databases end with their cluster."""

import pytest
from redis import ConnectionError as NobodyThereError
from redis import Redis

from parley.server.cluster.databases import redis


def test_its_redis_is_gone() -> None:
    with redis() as uri, Redis.from_url(uri) as client:
        assert client.ping()
    with Redis.from_url(uri) as client, pytest.raises(NobodyThereError):
        client.ping()
