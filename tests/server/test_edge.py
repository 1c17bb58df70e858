"""What only a real server shows of its edge: the vendor's own routes, uvicorn and real sockets."""

import http.client
import uuid
from collections.abc import Callable, Iterator

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.provider import Provider
from tests.redis import Redis
from tests.server.engine import NewServer, Server

STUDIO = "https://smith.langchain.com"
EVIL = "https://evil.example"
LIMIT = 20
BYTES = 100_000


@pytest.fixture(scope="module")
def limited(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Server]:
    """A server with low limits, behind a proxy on this machine: each test has its own address."""
    environment = {
        "OPENAI_BASE_URL": _provider.url,
        "OPENAI_API_KEY": "scripted",
        "RATE_LIMIT": f"{LIMIT}/hour",
        "RATE_REQUEST_BYTES": str(BYTES),
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    server = new_server(tmp_path_factory.mktemp("limited"), environment)
    server.start()
    yield server
    server.discard()


@pytest.fixture
def caller(limited: Server) -> Iterator[httpx.Client]:
    """A client with an address that nobody had before."""
    # An IPv6 network of its own.
    network = ":".join(uuid.uuid4().hex[n : n + 4] for n in range(0, 12, 4))
    headers = {"x-forwarded-for": f"2001:{network}::1"}
    with httpx.Client(base_url=limited.url, headers=headers) as client:
        yield client


def socket(server: Server, **headers: str) -> ClientConnection:
    url = f"{server.url}/threads/{uuid.uuid4()}/stream/events".replace("http", "ws")
    return connect(url, additional_headers=headers)


def raw(server: Server, method: str, path: str) -> int:
    """Ask for the path just as it is written."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    connection.request(method, path)
    return connection.getresponse().status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("POST", "/internal/truncate"), ("GET", "/internal/debug/thread/1")),
        *(("GET", "/deploy"), ("POST", "/deploy"), ("GET", "/deploy/1/stream")),
        *(("GET", "/deploy/"), ("GET", "//deploy"), ("GET", "/DEPLOY"), ("GET", "/%64eploy")),
        *(("GET", "/deploy%0A"), ("POST", "/internal%2Ftruncate"), ("GET", "/x/../deploy")),
        *(("POST", "/internal/./truncate"), ("POST", "/internal/truncate%0A"), ("GET", "/metrics")),
        *(("GET", "/metrics%0A"), ("GET", "//metrics"), ("POST", "/noauth/internal/truncate")),
        *(("GET", "http://127.0.0.1/deploy"), ("GET", "/deploy?x#y"), ("GET", "/%2564eploy")),
    ],
)
def test_closed_however_it_is_written(shared_server: Server, method: str, path: str) -> None:
    assert raw(shared_server, method, path) == 404


def test_another_host_is_refused(shared_server: Server) -> None:
    answer = httpx.get(f"{shared_server.url}/ok", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_foreign_page_posts_nothing(shared_server: Server) -> None:
    # As a browser sends it without asking first.
    headers = {"origin": EVIL, "content-type": "text/plain"}
    answer = httpx.post(f"{shared_server.url}/threads", content="{}", headers=headers)
    assert answer.status_code == 403


@pytest.mark.dev
def test_a_foreign_page_opens_no_web_socket(shared_server: Server) -> None:
    with pytest.raises(InvalidStatus) as denied, socket(shared_server, origin=EVIL):
        pass
    assert denied.value.response.status_code == 403


@pytest.mark.dev
def test_studio_opens_a_web_socket(shared_server: Server) -> None:
    with socket(shared_server, origin=STUDIO) as opened:
        opened.send("{}")
        assert opened.recv(timeout=30)


def test_studio_asks_first_and_may(shared_server: Server) -> None:
    headers = {
        "origin": STUDIO,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-api-key",
        "access-control-request-private-network": "true",
    }
    answer = httpx.options(f"{shared_server.url}/threads", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == STUDIO
    assert answer.headers["access-control-allow-headers"] == "content-type,x-api-key"
    assert answer.headers["access-control-allow-private-network"] == "true"


def test_studio_is_let_in_by_parley_alone(shared_server: Server) -> None:
    answer = httpx.post(f"{shared_server.url}/threads/search", json={}, headers={"origin": STUDIO})
    assert answer.headers.get_list("access-control-allow-origin") == [STUDIO]
    assert "x-pagination-total" in answer.headers["access-control-expose-headers"]


def test_the_vendor_lets_no_page_in(shared_server: Server) -> None:
    origin = shared_server.url  # the server's own page: CORS has nothing to say
    answer = httpx.post(f"{shared_server.url}/threads/search", json={}, headers={"origin": origin})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("port", ["", ":4711"])
def test_no_one_on_this_machine_forges_an_address(
    start_server: Callable[..., Server], port: str
) -> None:
    server = start_server(RATE_LIMIT=f"{LIMIT}/hour")
    with httpx.Client(base_url=server.url) as client:
        asked = [
            client.get("/ok", headers={"x-forwarded-for": f"203.0.113.{n}{port}"})
            for n in range(LIMIT + 1)
        ]
    assert asked[-1].status_code == 429


def test_a_trusted_proxy_tells_its_callers_apart(limited: Server) -> None:
    asked = [
        httpx.get(f"{limited.url}/ok", headers={"x-forwarded-for": f"203.0.113.{n}"})
        for n in range(LIMIT + 1)
    ]
    assert {answer.status_code for answer in asked} == {200}


def test_a_built_in_route_is_limited(caller: httpx.Client) -> None:
    asked = [caller.post("/threads/search", json={}) for _ in range(LIMIT + 1)]
    assert [answer.status_code for answer in asked[-2:]] == [200, 429]
    assert 0 < int(asked[-1].headers["retry-after"]) <= 3601


@pytest.mark.dev
def test_a_web_socket_is_limited(limited: Server, caller: httpx.Client) -> None:
    for _ in range(LIMIT):
        caller.get("/ok")
    with pytest.raises(InvalidStatus) as denied, socket(limited, **dict(caller.headers)):
        pass
    assert denied.value.response.status_code == 429
    assert denied.value.response.headers["retry-after"]


@pytest.mark.parametrize("path", ["/threads/search", "/runs/wait", "/threads/1/stream/events"])
def test_a_large_body_is_refused(caller: httpx.Client, path: str) -> None:
    answer = caller.post(path, content=b"x" * (BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"].endswith("send at most 100,000 bytes.")


@pytest.mark.parametrize("path", ["/threads/search", "/runs/wait", "/threads/1/stream/events"])
def test_a_large_body_in_chunks_is_refused(caller: httpx.Client, path: str) -> None:
    answer = caller.post(path, content=(b"x" * 10_000 for _ in range(100)))
    assert answer.status_code == 413
    assert answer.json()["detail"].endswith("send at most 100,000 bytes.")


@pytest.mark.dev
def test_a_large_message_closes_the_web_socket(limited: Server, caller: httpx.Client) -> None:
    address = caller.headers["x-forwarded-for"]
    with socket(limited, **{"x-forwarded-for": address}) as opened:
        opened.send("x" * (BYTES + 1))
        with pytest.raises(ConnectionClosedError) as closed:
            opened.recv(timeout=30)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1009


@pytest.mark.dev
def test_redis_counts_when_there_is_one(start_server: Callable[..., Server]) -> None:
    with Redis() as redis:
        server = start_server(RATE_LIMIT=f"{LIMIT}/hour", REDIS_URI=redis.uri)
        asked = [httpx.get(f"{server.url}/ok") for _ in range(LIMIT)]
        assert asked[-1].status_code == 429
        counted = redis.client.keys("parley:*")
        assert [redis.client.llen(key) for key in counted] == [LIMIT]


@pytest.mark.dev
def test_a_redis_that_is_away_stops_nobody_and_frees_nobody(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(RATE_LIMIT=f"{LIMIT}/hour", REDIS_URI="redis://127.0.0.1:1")
    asked = [httpx.get(f"{server.url}/ok").status_code for _ in range(LIMIT)]
    assert (asked[0], asked[-1]) == (200, 429)
    assert server.log.read_text().count("Redis doesn't answer") == 1
