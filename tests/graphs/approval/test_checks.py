"""What a text is held against; a check that can't be made is told, and loses no draft."""

import pytest

from graphs.approval import checks
from graphs.approval.checks import checked
from parley.approvals.text import Text
from parley.settings import settings
from tests.graphs.approval.announcing import REQUEST, TEXT, THREAD, Graph, question
from tests.provider import Provider, Reply

FINE = Text(title="We moved", body="To Main Street.")


async def said(text: Text) -> dict[str, str]:
    """What each check says; those that passed say nothing."""
    found = await checked(text)
    assert all(check["passed"] != bool(check["detail"]) for check in found)
    return {check["name"]: check["detail"] for check in found}


@pytest.fixture
def judged(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """A moderation server, which answers each text or fails."""
    monkeypatch.setattr(settings(), "moderation_url", provider.url)
    return provider


async def test_nothing_is_said_of_a_text_that_is_fine() -> None:
    names = ("Length", "Wording", "Personal data", "Moderation")
    assert await said(FINE) == dict.fromkeys(names, "")


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (Text(title="one two " * 10, body="Text."), "Length", "The title has 20 words"),
        (Text(title="Long", body="x" * 2001), "Length", "The body has 2,001 characters"),
        (Text(title="Late", body="Those morons are late."), "Wording", "insult, “morons”"),
        (Text(title="Pay", body="Card 4111 1111 1111 1111"), "Personal data", "card"),
        (
            Text(title="Hello", body="We know where you live, and we will come."),
            "Moderation",
            "harassment/threatening",
        ),
    ],
    ids=["title", "body", "insult", "card", "threat"],
)
async def test_what_fails_says_why(text: Text, name: str, says: str) -> None:
    found = await said(text)
    assert says in found.pop(name)
    assert set(found.values()) == {""}


async def test_required_parts_are_looked_for_in_title_and_body(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings(), "approval_required_parts", ("MOVED", "street", "Contact"))
    assert (await said(FINE))["Required parts"] == "Missing: Contact."


async def test_the_moderation_server_is_asked(judged: Provider) -> None:
    judged.flags = lambda text: "hate" if "Main" in text else None
    assert (await said(FINE))["Moderation"] == "Moderation flags it: hate."


@pytest.mark.parametrize("down", ["local", "closed"])
@pytest.mark.parametrize("reply", [Reply(status=500), Reply(garbage=True)], ids=["500", "garbage"])
async def test_a_moderation_server_that_is_down_is_told(
    judged: Provider, monkeypatch: pytest.MonkeyPatch, down: str, reply: Reply
) -> None:
    monkeypatch.setattr(settings(), "moderation_down", down)
    judged.moderation = reply
    assert "could not be checked" in (await said(FINE))["Moderation"]
    # What the rules know by themselves is told all the same.
    threat = Text(title="Hello", body="I will kill you.")
    assert "harassment/threatening" in (await said(threat))["Moderation"]


async def test_moderation_that_is_off_is_not_said_to_have_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings(), "moderation_model", "off")
    assert "Moderation" not in await said(FINE)


async def test_a_check_that_breaks_is_shown_and_loses_no_draft(
    approval: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(checks, "_length", broken)
    state = await approval.ainvoke(REQUEST, THREAD)
    assert question(state) == "Length could not be checked, so read the text with care."
    [action] = state["__interrupt__"][0].value["action_requests"]
    assert action["args"] == TEXT
