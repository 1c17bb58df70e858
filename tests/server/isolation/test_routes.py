"""Nobody gets in, and nobody gets at another's things: on every route that the server has."""

import pytest

from tests.server.ask import Ask
from tests.server.attacks import ATTACKS, CLOSED, SHUT, UNLISTED
from tests.server.engine import CLUSTER
from tests.server.forged import FORGED, Attack, run
from tests.server.isolation.scene import Scene
from tests.server.people import ANN, BOB, http_as, key_of

pytestmark = pytest.mark.xdist_group("isolation")

# Is it there, and what does it offer.
PUBLIC = (
    *("GET /", "GET /ok", "GET /info", "GET /docs", "GET /openapi.json"),
    *("GET /inbox/log-in", "GET /inbox/static/inbox.css"),
    *(("GET /health", "GET /live", "GET /ready") if CLUSTER else ()),
)
_METHODS = {"get", "post", "put", "patch", "delete"}
ALL: dict[str, Attack] = ATTACKS | UNLISTED
# The open engine has none of these.
NOT_SERVED = {
    *("DELETE /mcp/", "GET /mcp/", "POST /mcp/", "POST /a2a/{assistant_id}"),
    *("GET /assistants/{assistant_id}/subgraphs/{namespace}", "GET /runs/crons/{cron_id}"),
    *("GET /threads/{thread_id}/storage", "GET /threads/{thread_id}/stream"),
    *("POST /runs/batch", "POST /threads/count", "POST /threads/{thread_id}/copy"),
} & ({*ATTACKS} if CLUSTER else set())
every_route = pytest.mark.parametrize("route", ALL)


def test_every_route_of_the_server_is_attacked_here(scene: Scene) -> None:
    with http_as(scene.server, None) as http:
        document = http.get("/openapi.json").json()
    listed = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations.keys() & _METHODS
    }
    open_to_all = {*PUBLIC, "GET /metrics"}
    assert not listed - open_to_all - ATTACKS.keys(), "add an attack on these routes"
    assert ATTACKS.keys() - listed == NOT_SERVED, "these routes are gone"


@every_route
def test_nobody_gets_in(scene: Scene, route: str) -> None:
    with http_as(scene.server, None) as http:
        for ask in ALL[route](scene.ann, scene.bob):
            answer = ask.send(http)
            assert answer.status_code == (404 if route in SHUT else 401), ask
            assert not scene.told_by(answer.text, ask.text), ask
    assert scene.unchanged()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "wrong"},
        {"x-api-key": ""},
        {"x-api-key": ANN},
        {"x-auth-scheme": "langsmith"},
        {"x-auth-scheme": "langsmith", "x-api-key": "lsv2_pt_0", "x-tenant-id": ANN},
        {"authorization": f"Bearer {key_of(ANN)}"},
        {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ."},
        {"authorization": "Basic YW5uOg=="},
        {"x-parley-user": ANN, "x-forwarded-prefix": "/noauth", "x-forwarded-for": "127.0.0.1"},
    ],
    ids=str,
)
def test_nobody_gets_in_with_a_wrong_key(scene: Scene, headers: dict[str, str]) -> None:
    asks = [
        Ask("GET", f"/threads/{scene.ann.thread}/state"),
        Ask("POST", "/threads/search", {}),
        Ask("POST", "/store/items/search", {"namespace_prefix": []}),
    ]
    with http_as(scene.server, None) as http:
        assert {ask.send(http, **headers).status_code for ask in asks} == {401}


def test_the_studio_is_nobody_special(scene: Scene) -> None:
    with http_as(scene.server, BOB) as http:
        ask = Ask("GET", f"/threads/{scene.ann.thread}")
        assert ask.send(http, **{"x-auth-scheme": "langsmith"}).status_code == 404
        own = Ask("GET", f"/threads/{scene.bob.thread}")
        assert own.send(http, **{"x-auth-scheme": "langsmith"}).status_code == 200


@pytest.mark.parametrize("path", ["/threads", "/runs", "/store/items", "/inbox", "/made-up", "/ui"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_no_method_is_an_open_door(scene: Scene, method: str, path: str) -> None:
    with http_as(scene.server, None) as http:
        assert http.request(method, path).status_code == 401
        assert http.request(method, f"{path}/").status_code == 401


@pytest.mark.parametrize("route", PUBLIC)
def test_what_anyone_may_see_tells_nothing(scene: Scene, route: str) -> None:
    with http_as(scene.server, None) as http:
        ask = Ask(*route.split())
        answer = ask.send(http)
    assert answer.status_code == 200
    assert not scene.told_by(answer.text)


def test_metrics_are_off_unless_switched_on(scene: Scene) -> None:
    with http_as(scene.server, None) as nobody, http_as(scene.server, BOB) as bob:
        assert nobody.get("/metrics").status_code in {401, 404}
        assert bob.get("/metrics").status_code == 404


@every_route
def test_another_user_finds_and_changes_nothing(scene: Scene, route: str) -> None:
    with http_as(scene.server, BOB) as http:
        for ask in ALL[route](scene.ann, scene.bob):
            answer = ask.send(http)
            assert not scene.told_by(answer.text, ask.text), ask
            right = {404, 405} if route in NOT_SERVED else ask.right
            assert answer.status_code in right, (ask, answer.status_code, answer.text[:500])
    assert scene.unchanged()


@pytest.mark.parametrize("who", [None, BOB])
@pytest.mark.parametrize("route", CLOSED)
def test_closed_routes_are_not_there(scene: Scene, route: str, who: str | None) -> None:
    with http_as(scene.server, who) as http:
        for ask in CLOSED[route](scene.ann, scene.bob):
            assert ask.send(http).status_code in ({404} if who else {401, 404}), ask
    assert scene.unchanged()


def test_an_answer_about_another_s_thread_is_the_one_about_none(scene: Scene) -> None:
    none = "00000000-0000-7000-8000-000000000000"
    with http_as(scene.server, BOB) as http:
        for rest in ("", "/state", "/history", "/runs", f"/runs/{scene.ann.run}"):
            there, nowhere = (http.get(f"/threads/{t}{rest}") for t in (scene.ann.thread, none))
            assert there.status_code == nowhere.status_code
            assert there.text.replace(scene.ann.thread, none) == nowhere.text


def test_deleting_an_assistant_takes_nothing_of_others(scene: Scene) -> None:
    made = {"graph_id": "chat", "metadata": {**FORGED, "assistant_id": scene.ann.assistant}}
    with http_as(scene.server, BOB) as http:
        own = http.post("/assistants", json=made).json()["assistant_id"]
        http.post(f"/threads/{scene.bob.thread}/runs/wait", json=run(own))
        gone = http.delete(f"/assistants/{own}", params={"delete_threads": "true"})
        assert gone.is_success
    assert scene.unchanged()
