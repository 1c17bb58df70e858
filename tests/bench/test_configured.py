"""Settings for a while."""

import pytest

from bench.configured import configured
from parley.settings import settings


def test_a_setting_holds_inside_and_not_after() -> None:
    before = settings().openai_base_url
    with configured(openai_base_url="http://there"):
        assert settings().openai_base_url == "http://there"
    assert settings().openai_base_url == before


def test_an_error_puts_it_back_too() -> None:
    before = settings().openai_base_url
    with pytest.raises(ZeroDivisionError), configured(openai_base_url="http://there"):
        raise ZeroDivisionError
    assert settings().openai_base_url == before


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(AttributeError), configured(no_such=1):
        pass
