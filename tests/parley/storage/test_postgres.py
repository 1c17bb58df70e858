"""A pool to Postgres, or one sentence why not."""

import pytest

from parley.storage import postgres
from parley.storage.errors import StorageError


async def test_what_is_no_uri_is_a_clear_error_without_its_password() -> None:
    with pytest.raises(StorageError, match="DATABASE_URI") as raised:
        async with postgres.pool("mysql://ada:secret@db/parley"):
            pass
    assert "secret" not in str(raised.value)


async def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OPEN_SECONDS", 0.2)
    with pytest.raises(StorageError) as raised:
        async with postgres.pool("postgresql://ada:secret@127.0.0.1:1/parley"):
            pass
    assert "cannot reach Postgres at 127.0.0.1:1/parley" in str(raised.value)
    assert "secret" not in str(raised.value)
