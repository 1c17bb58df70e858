"""/inbox on a real server with log-in: who sees what, who decides, and nobody else's forms."""

from collections.abc import Iterator

import httpx
import pytest

from tests.provider import Provider
from tests.server.conversation import needs
from tests.server.engine import NewServer, Server
from tests.server.inbox_pages import DRAFT, Visitor, request_by, values_of
from tests.server.people import ANN, BOB, CLEO, LOOK_ALIKES, http_as, key_of, settings

# One server for all of these tests, on whichever worker they run.
pytestmark = [pytest.mark.slow, needs("approval"), pytest.mark.xdist_group("inbox")]


@pytest.fixture(scope="module")
def server(
    _provider: Provider, tmp_path_factory: pytest.TempPathFactory, new_server: NewServer
) -> Iterator[Server]:
    started = new_server(tmp_path_factory.mktemp("inbox"), settings(_provider))
    started.start()
    yield started
    started.discard()


def test_a_reviewer_decides_on_anothers_request_which_stays_theirs(
    server: Server, provider: Provider
) -> None:
    thread, request = request_by(server, CLEO, provider)
    bob = Visitor(server, BOB)
    assert DRAFT["title"] in bob.open("/inbox").text
    assert "<strong>10 to 16</strong>" in bob.open(f"/inbox/requests/{request}").text
    page = bob.decide(request, "approve")
    assert "Published" in page.text
    values = values_of(server, CLEO, thread)
    assert values["status"] == "published"
    assert DRAFT["body"] in (server.folder / values["publication"]["location"]).read_text()
    with http_as(server, BOB) as stranger:
        assert stranger.get(f"/threads/{thread}/state").status_code == 404
    assert "by bob" in bob.open("/inbox/decided").text


def test_a_user_without_the_role_sees_their_own_and_decides_nothing(
    server: Server, provider: Provider
) -> None:
    _, anns = request_by(server, ANN, provider, {"title": "Ann's secret", "body": "Hidden."})
    thread, own = request_by(server, CLEO, provider)
    cleo = Visitor(server, CLEO)
    for path in ("/inbox", "/inbox/rows", "/inbox/decided", "/inbox/undelivered"):
        assert "Ann's secret" not in cleo.open(path).text.replace("&#39;", "'")
    for path in (f"/inbox/requests/{anns}", f"/inbox/requests/{anns}/news"):
        page = cleo.open(path)
        assert "Hidden." not in page.text
    token = cleo.open("/inbox").hidden("token")
    assert cleo.open(f"/inbox/requests/{anns}").answer.status_code == 404
    for request, status in ((anns, 404), (own, 403)):
        page = cleo.send(f"/inbox/requests/{request}", token=token, decision="approve", seen="")
        assert page.answer.status_code == status
    assert values_of(server, CLEO, thread)["status"] == "pending"


RESUME = {"assistant_id": "approval", "command": {"resume": {"decisions": [{"type": "approve"}]}}}


@pytest.mark.parametrize("how", ["", "/wait", "/stream"])
def test_without_the_role_no_command_and_no_state_decides(
    server: Server, provider: Provider, how: str
) -> None:
    thread, _ = request_by(server, CLEO, provider)
    state = {"values": {"draft": DRAFT, "decision": "approve"}, "as_node": "review"}
    with http_as(server, CLEO) as http:
        assert http.post(f"/threads/{thread}/runs{how}", json=RESUME).status_code == 403
        assert http.post(f"/threads/{thread}/state", json=state).status_code == 403
    values = values_of(server, CLEO, thread)
    assert (values["status"], values["decision"]) == ("pending", None)


def test_with_the_role_a_command_decides(server: Server, provider: Provider) -> None:
    thread, _ = request_by(server, ANN, provider)
    with http_as(server, ANN) as http:
        http.post(f"/threads/{thread}/runs/wait", json=RESUME).raise_for_status()
    assert values_of(server, ANN, thread)["status"] == "published"


def test_nobody_gets_in_without_the_cookie(server: Server, provider: Provider) -> None:
    _, request = request_by(server, CLEO, provider, {"title": "A secret", "body": "Hidden."})
    nobody, keyed = Visitor(server, None), http_as(server, ANN)
    for path in (
        *("/inbox", "/inbox/", "/inbox/rows", "/inbox/decided", "/inbox/undelivered"),
        *(f"/inbox/requests/{request}", f"/inbox/requests/{request}/news", "/inbox/made-up"),
    ):
        # A key as a header is no cookie: a page's forms rest on what the browser alone sends.
        for answer in (nobody.open(path).answer, keyed.get(path)):
            assert answer.status_code == 401
            assert "A secret" not in answer.text
    for path in ("/inbox/log-out", f"/inbox/requests/{request}"):
        assert nobody.send(path, decision="approve").answer.status_code == 401
    for credential in ("wrong", "", "Bearer x", "é", "\u2603", key_of(ANN)[:-1]):
        assert nobody.log_in(credential).answer.status_code == 401
    nobody.http.cookies.clear()
    nobody.http.cookies.set("parley_inbox", "made-up", path="/inbox")
    assert nobody.open("/inbox").answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://smith.langchain.com"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_no_other_page_sends_a_form(
    server: Server, provider: Provider, headers: dict[str, str]
) -> None:
    thread, request = request_by(server, CLEO, provider)
    bob = Visitor(server, BOB)
    page = bob.open(f"/inbox/requests/{request}")
    sent = {"decision": "approve", "token": page.hidden("token"), "seen": page.hidden("seen")}
    path = f"/inbox/requests/{request}"
    assert bob.http.post(path, data=sent, headers=headers).status_code == 403
    for token in ("", "wrong", Visitor(server, ANN).open("/inbox").hidden("token")):
        assert bob.http.post(path, data={**sent, "token": token}).status_code == 403
    assert values_of(server, CLEO, thread)["status"] == "pending"


def test_a_decision_is_on_what_was_seen(server: Server, provider: Provider) -> None:
    thread, request = request_by(server, CLEO, provider)
    ann, bob = Visitor(server, ANN), Visitor(server, BOB)
    old = bob.open(f"/inbox/requests/{request}")
    edit = {"title": "Changed", "body": "Pay to card 4111 1111 1111 1111."}
    page = ann.decide(request, "edit", **edit)
    assert "Pay to card [CARD]." in page.text
    sent = {"decision": "approve", "token": old.hidden("token"), "seen": old.hidden("seen")}
    late = bob.send(f"/inbox/requests/{request}", **sent)
    assert late.answer.status_code == 409
    assert values_of(server, CLEO, thread)["status"] == "pending"


def test_what_a_browser_may_do_with_a_page(server: Server, provider: Provider) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
    _, request = request_by(server, CLEO, provider, {"title": attack, "body": attack})
    answer = Visitor(server, BOB).open(f"/inbox/requests/{request}").answer
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for bad in ("<script>alert", "<img", 'href="javascript', "<style", " style="):
        assert bad not in answer.text


def test_the_cookie_is_for_these_pages_alone(server: Server) -> None:
    with httpx.Client(base_url=server.url) as http:
        set_cookie = http.get("/inbox/log-in").headers["set-cookie"]
    assert all(word in set_cookie for word in ("HttpOnly", "SameSite=strict", "Path=/inbox"))
    bob = Visitor(server, BOB)
    cookie = bob.http.cookies["parley_inbox"]
    with httpx.Client(base_url=server.url, cookies={"parley_inbox": cookie}) as http:
        assert http.post("/threads/search", json={}).status_code == 401


def test_logging_out_ends_the_session(server: Server) -> None:
    bob = Visitor(server, BOB)
    cookie = bob.http.cookies["parley_inbox"]
    bob.send("/inbox/log-out", token=bob.open("/inbox").hidden("token"))
    bob.http.cookies.set("parley_inbox", cookie, path="/inbox")
    assert bob.open("/inbox").answer.status_code == 401


def test_a_link_from_elsewhere_keeps_the_session(server: Server) -> None:
    with httpx.Client(base_url=server.url) as http:
        answer = http.get("/inbox", headers={"sec-fetch-site": "cross-site"})
    assert "set-cookie" not in answer.headers
    assert 'content="0; url=/inbox"' in answer.text


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/inbox//evil", "/\\evil"]
)
def test_logging_in_leads_nowhere_else(server: Server, to: str) -> None:
    visitor = Visitor(server, None)
    token = visitor.open("/inbox/log-in").hidden("token")
    sent = {"token": token, "credential": key_of(LOOK_ALIKES[0]), "to": to}
    answer = visitor.http.post("/inbox/log-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")


def test_nothing_is_sent_where_nothing_is_new(server: Server, provider: Provider) -> None:
    _, request = request_by(server, CLEO, provider)
    bob = Visitor(server, BOB)
    rows = bob.open("/inbox/rows")
    mark = rows.text.split("seen=")[1].split("&")[0]
    assert bob.open(f"/inbox/rows?seen={mark}").answer.status_code == 204
    seen = bob.open(f"/inbox/requests/{request}").hidden("seen")
    assert bob.open(f"/inbox/requests/{request}/news?seen={seen}").answer.status_code == 204
    bob.decide(request, "reject", reason="Not now")
    assert bob.open(f"/inbox/rows?seen={mark}").answer.status_code == 200
    assert "not published" in bob.open(f"/inbox/requests/{request}/news?seen={seen}").text
