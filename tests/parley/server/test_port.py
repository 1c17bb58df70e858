import socket

import pytest

from parley.server.port import main


def test_a_free_port_is_fine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert main(str(port)) is None


def test_a_busy_port_is_named_and_another_suggested() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} can't be used" in (main(str(port)) or "")


@pytest.mark.parametrize("port", ["abc", "99999", "-1", ""])
def test_what_is_no_port_is_said_to_be_none(port: str) -> None:
    assert "it is no port" in (main(port) or "")
