"""A reviewer in Debian's Chromium, through every decision, on a real `langgraph dev`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.provider import Provider, Reply
from tests.server.conversation import needs
from tests.server.dev_server import PROJECT, DevServer
from tests.server.inbox_pages import request_by, values_of
from tests.server.people import BOB, CLEO, key_of, settings

pytestmark = [needs("approval"), pytest.mark.browser]

CHROMIUM = "/usr/bin/chromium"
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
DRAFT = {
    "title": "The library opens on Sundays",
    "body": "From May on, the library is open on **Sundays from 10 to 16**.\n\n"
    "Come in, look around, and stay for a coffee.",
}
OTHERS = [
    ("ann", {"title": "Welcome, Tom Berg", "body": "Tom starts in sales on 2 May."}),
    ("cleo", {"title": "Maintenance on Saturday night", "body": "Mail is away for an hour."}),
]


@pytest.fixture(scope="module")
def server(_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    environment = settings(_provider) | {"APPROVAL_REQUIRED_PARTS": "Sunday"}
    started = DevServer(tmp_path_factory.mktemp("inbox"), environment)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, server: DevServer) -> Iterator[Page]:
    """Bob, logged in; nothing that his browser complained about goes unseen."""
    context = chromium.new_context(viewport={"width": 1120, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{server.url}/inbox")
    page.get_by_label("Key or token").fill(key_of(BOB))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Waiting for a decision")).to_be_visible()
    # The page for the log-in is a 401, and Chromium tells so.
    yield page
    context.close()
    assert [said for said in complaints if "401" not in said] == []


@pytest.fixture
def asked(server: DevServer, provider: Provider) -> tuple[str, str]:
    """Cleo's thread and request."""
    return request_by(server, CLEO, provider, DRAFT)


def opened(page: Page, server: DevServer, request: str) -> None:
    page.goto(f"{server.url}/inbox/requests/{request}")
    expect(page.get_by_role("heading", name=DRAFT["title"], level=1)).to_be_visible()


def test_approve_with_the_keyboard_alone(
    page: Page, server: DevServer, asked: tuple[str, str]
) -> None:
    thread, request = asked
    page.reload()
    page.keyboard.press("j")
    while request not in (page.locator(":focus").get_attribute("href") or ""):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("as it will be published")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Approve and publish"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("This request is decided.")).to_be_visible()
    values = values_of(server, CLEO, thread)
    assert values["status"] == "published"
    assert DRAFT["body"] in (server.folder / values["publication"]["location"]).read_text()


@pytest.mark.parametrize(
    ("opens", "field", "button", "says"),
    [
        ("Edit", "Title", "Publish my version", "It is published."),
        ("Ask for changes", "What should be different?", "Ask for a new draft", "Draft 2"),
        ("Reject", "Why not?", "Reject", "It is not published."),
    ],
)
def test_any_other_decision_with_the_keyboard_alone(
    page: Page,
    server: DevServer,
    asked: tuple[str, str],
    provider: Provider,
    opens: str,
    field: str,
    button: str,
    says: str,
) -> None:
    opened(page, server, asked[1])
    provider.reply(Reply(json=DRAFT))
    tab_to(page, page.locator("summary", has_text=opens))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label(field, exact=False).locator("visible=true").first)
    page.keyboard.press("End")
    page.keyboard.type(", said on a Sunday")
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text(says).first).to_be_visible()


def tab_to(page: Page, there: Locator) -> None:
    while not there.evaluate("node => node === document.activeElement"):
        page.keyboard.press("Tab")


def test_edit_with_a_live_diff(page: Page, server: DevServer, asked: tuple[str, str]) -> None:
    thread, request = asked
    opened(page, server, request)
    page.get_by_text("Edit", exact=True).click()
    text = page.get_by_label("Text, in Markdown")
    text.fill(DRAFT["body"].replace("10 to 16", "11 to 15"))
    diff = page.locator("#diff")
    expect(diff.locator("del").first).to_have_text("10")
    expect(diff.locator("ins").first).to_have_text("11")
    page.get_by_role("button", name="Publish my version").click()
    expect(page.get_by_text("This request is decided.")).to_be_visible()
    values = values_of(server, CLEO, thread)
    assert "11 to 15" in (server.folder / values["publication"]["location"]).read_text()


def test_reject_with_a_reason(page: Page, server: DevServer, asked: tuple[str, str]) -> None:
    thread, request = asked
    opened(page, server, request)
    page.locator("summary", has_text="Reject").click()
    page.get_by_label("Why not?").fill("The opening is postponed")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("The opening is postponed")).to_be_visible()
    assert values_of(server, CLEO, thread)["status"] == "rejected"
    page.get_by_role("link", name="Decided").click()
    expect(page.get_by_text("by bob").first).to_be_visible()


def test_ask_for_changes(
    page: Page, server: DevServer, asked: tuple[str, str], provider: Provider
) -> None:
    thread, request = asked
    opened(page, server, request)
    provider.reply(Reply(json={"title": "Open on Sundays", "body": "From 10 to 16."}))
    page.get_by_text("Ask for changes").click()
    page.get_by_label("What should be different?").fill("Shorter, please")
    page.get_by_role("button", name="Ask for a new draft").click()
    expect(page.get_by_role("heading", name="Open on Sundays")).to_be_visible()
    expect(page.get_by_text("Draft 2, as it will be published")).to_be_visible()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("This request is decided.")).to_be_visible()
    assert values_of(server, CLEO, thread)["draft"]["title"] == "Open on Sundays"


def test_what_fails_the_checks_is_told(page: Page, server: DevServer, provider: Provider) -> None:
    _, request = request_by(server, CLEO, provider, {"title": "No day", "body": "Some day."})
    page.goto(f"{server.url}/inbox/requests/{request}")
    expect(page.get_by_text("Look before you approve: Missing: Sunday.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Required parts")).to_be_visible()


def test_lists_and_pages_are_live(page: Page, server: DevServer, provider: Provider) -> None:
    new = {"title": f"Sunday news {len(DRAFT)}", "body": "It appears by itself."}
    _, request = request_by(server, CLEO, provider, new)
    expect(page.get_by_text(new["title"])).to_be_visible(timeout=15_000)
    page.get_by_text(new["title"]).click()
    other = page.context.new_page()
    other.goto(f"{server.url}/inbox/requests/{request}")
    other.get_by_role("button", name="Approve and publish").click()
    expect(other.get_by_text("This request is decided.")).to_be_visible()
    expect(page.get_by_text("This request is now: published.")).to_be_visible(timeout=15_000)


def test_log_out(page: Page, server: DevServer) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Key or token")).to_be_visible()
    page.goto(f"{server.url}/inbox")
    expect(page.get_by_label("Key or token")).to_be_visible()


def test_on_a_phone_nothing_is_cut_off(
    page: Page, server: DevServer, asked: tuple[str, str], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/inbox", f"/inbox/requests/{asked[1]}"):
        page.goto(f"{server.url}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        for button in page.get_by_role("button").all():
            box = button.bounding_box()
            assert box is None or box["x"] + box["width"] <= 390
    page.screenshot(path=tmp_path / "phone.png", full_page=True)


def test_the_picture_in_the_readme(
    page: Page, server: DevServer, asked: tuple[str, str], provider: Provider
) -> None:
    """It is taken here, so it shows what a reviewer sees today."""
    _, request = asked
    for owner, draft in OTHERS:
        request_by(server, owner, provider, draft)
    opened(page, server, request)
    page.get_by_text("Edit", exact=True).click()
    page.get_by_label("Text, in Markdown").fill(DRAFT["body"].replace("10 to 16", "11 to 16"))
    page.evaluate("document.activeElement.blur()")
    # The same in every run.
    page.evaluate(
        "document.querySelectorAll('time, dd').forEach(node => {"
        "  if (/^\\d{4}-/.test(node.textContent)) node.textContent = '2026-11-24 09:30 UTC' })"
    )
    picture = PROJECT / "docs" / "inbox.png"
    page.screenshot(path=picture, full_page=True)
    assert re.match(rb"\x89PNG", picture.read_bytes())
