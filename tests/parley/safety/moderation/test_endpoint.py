"""The endpoint's verdicts count over a real socket; while it is away, the setting does."""

from typing import Any

import pytest
from prometheus_client import REGISTRY

from parley.safety.moderation.endpoint import OPENAI_MODEL, asked, chosen
from parley.safety.moderation.verdict import UNCHECKED, verdicts
from parley.settings import settings
from tests.provider import Provider, Reply

THREAT = "I will kill you."


@pytest.fixture
def moderated(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The scripted server judges."""
    monkeypatch.setenv("MODERATION_URL", provider.url)
    settings.cache_clear()
    asked.cache_clear()
    provider.flags = lambda text: "violence" if "blood" in text else None
    return provider


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(f"parley_moderation{name}_total", labels) or 0


async def test_it_judges_each_text(moderated: Provider) -> None:
    assert await verdicts(["fine", "blood", "fine"], "output") == [None, "violence", None]
    assert moderated.judged == ["fine", "blood", "fine"]


async def test_what_it_flags_is_counted(moderated: Provider) -> None:
    before = counted("", category="violence", where="output")
    await verdicts(["blood", "blood"], "output")
    assert counted("", category="violence", where="output") == before + 2


async def test_names_of_its_own_make_no_new_label(moderated: Provider) -> None:
    moderated.flags = lambda text: "heresy"
    before = counted("", category="other", where="output")
    assert await verdicts(["blood"], "output") == ["heresy"]
    assert counted("", category="other", where="output") == before + 1


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 401}, {"garbage": True}])
async def test_while_it_is_down_the_rules_judge(moderated: Provider, fault: Any) -> None:
    moderated.moderation = Reply(**fault)
    before = counted("_failures")
    assert await verdicts(["blood", THREAT], "output") == [None, "harassment/threatening"]
    assert counted("_failures") == before + 1


async def test_closed_it_lets_nothing_pass(
    moderated: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODERATION_DOWN", "closed")
    settings.cache_clear()
    moderated.moderation = Reply(reset=True)
    assert await verdicts(["fine"], "output") == [UNCHECKED]


async def test_what_failed_is_left_alone_for_a_while(moderated: Provider) -> None:
    moderated.moderation = Reply(status=500)
    await verdicts(["fine"], "output")
    moderated.moderation = Reply()
    await verdicts(["fine"], "output")
    assert moderated.judged == []


async def test_without_any_setting_the_rules_judge(provider: Provider) -> None:
    assert chosen() is None
    assert await verdicts([THREAT], "output") == ["harassment/threatening"]


@pytest.mark.parametrize(
    ("names", "model"),
    [
        ({"OPENAI_API_KEY": "k"}, OPENAI_MODEL),
        ({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://localhost:1/v1"}, None),
        ({"OPENAI_API_KEY": "k", "MODERATION_MODEL": "local"}, None),
        ({"MODERATION_URL": "http://localhost:1/v1"}, OPENAI_MODEL),
        ({"MODERATION_URL": "http://localhost:1/v1", "MODERATION_MODEL": "mine"}, "mine"),
    ],
)
def test_the_key_or_a_url_choose_it(
    names: dict[str, str], model: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    endpoint = chosen()
    assert (endpoint and endpoint.model) == model


async def test_off_it_judges_nothing(moderated: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODERATION_MODEL", "off")
    settings.cache_clear()
    assert await verdicts([THREAT, "blood"], "output") == [None, None]
