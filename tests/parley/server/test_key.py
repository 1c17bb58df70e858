import json

import pytest

from parley.server.identity import User, identify
from parley.server.key import main
from parley.settings import settings


async def test_a_made_key_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    _, key, _, line = main("ann", "approver, admin,").splitlines()
    name, entry = line.split("=", 1)
    monkeypatch.setenv(name, entry)
    settings.cache_clear()
    headers = {b"x-api-key": key.encode()}
    assert await identify(headers) == User("ann", frozenset({"approver", "admin"}))


def test_the_entry_does_not_tell_the_key() -> None:
    _, key, _, line = main("ann").splitlines()
    assert key not in line
    assert list(json.loads(line.split("=", 1)[1]).values()) == [{"user": "ann", "roles": []}]


def test_no_two_are_the_same() -> None:
    assert main("ann") != main("ann")
