from pathlib import Path

import pytest

from parley.settings import Settings, settings


def test_everything_has_a_default() -> None:
    assert settings().parley_model is None


def test_a_line_of_the_env_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PARLEY_MODEL=openai:a\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    assert settings().parley_model == "openai:a"


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PARLEY_MODEL=openai:a\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("PARLEY_MODEL", "openai:b")
    assert settings().parley_model == "openai:b"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    assert settings().openai_api_key is None


def test_a_key_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(settings())
