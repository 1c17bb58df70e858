import pytest

from parley.models.choice import OPENAI_SMALL, Choice, choose
from parley.models.errors import ModelError
from parley.settings import Settings


def chosen(wanted: str | None = None, **environment: str) -> Choice:
    return choose(Settings(**environment), wanted)  # type: ignore[arg-type]


def test_with_nothing_set_the_embedded_model_answers() -> None:
    choice = chosen()
    assert (choice.kind, choice.reason) == ("embedded", "no key and no URL is set")


def test_a_key_means_openai() -> None:
    choice = chosen(openai_api_key="sk")
    assert (choice.kind, choice.name) == ("openai", OPENAI_SMALL)


def test_a_url_means_that_server_whatever_the_key() -> None:
    choice = chosen(openai_api_key="sk", openai_base_url="http://localhost:1/v1")
    assert (choice.kind, choice.name) == ("compatible", None)


def test_a_named_model_wins_over_key_and_url() -> None:
    choice = chosen(parley_model="anthropic:claude", openai_api_key="sk")
    assert (choice.kind, choice.name) == ("provider", "anthropic:claude")


def test_a_named_openai_model_is_asked_for_at_the_url() -> None:
    choice = chosen(parley_model="openai:mine", openai_base_url="http://localhost:1/v1")
    assert (choice.kind, choice.name) == ("compatible", "mine")


def test_the_embedded_model_can_be_named() -> None:
    assert chosen(parley_model="embedded", openai_api_key="sk").kind == "embedded"


def test_an_assistants_choice_wins() -> None:
    assert chosen("openai:b", parley_model="openai:a").name == "b"


@pytest.mark.parametrize("name", ["gpt", "openai:", ":gpt"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="provider:model"):
        chosen(parley_model=name)
