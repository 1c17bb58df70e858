from pathlib import Path

import pytest

from parley.settings import Settings, settings
from parley.settings.error import SettingsError


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


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DOCUMENTS_DIR", "~/texts")
    assert settings().parley_documents_dir == Path.home() / "texts"


def test_a_list_has_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_HOSTS", "a.example, b.example,")
    assert settings().parley_hosts == ("a.example", "b.example")


_LIKE = '{"<SHA-256 of the key, in hex>": {"user": "ann", "roles": ["approver"]}}'
_HASH = "a" * 64
_ACTIONS = (
    "must read like email:mask,card:refuse, with the actions pass, redact, mask, hash, refuse."
)
_KINDS = (
    "must read like email:mask,card:refuse, with the kinds email, phone, card, iban, ssn, ip, mac, "
    "url_secret, api_key, name, place, or all."
)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("RATE_CONCURRENT_RUNS", "0", "must be greater than or equal to 1."),
        ("RATE_CONCURRENT_RUNS", "many", "must be a whole number."),
        ("RATE_LIMIT", "a lot", "must read like 60/minute or 60/minute;1000/hour."),
        ("PARLEY_THREAD_DAYS", "0", "must be greater than 0."),
        ("PARLEY_THREAD_DAYS", "inf", "must be a finite number."),
        ("PARLEY_THREAD_DAYS", "week", "must be a number."),
        ("PARLEY_METRICS", "perhaps", "must be true or false."),
        ("PII_POLICY", "email", _ACTIONS),
        ("PII_POLICY", "fax:mask", _KINDS),
        ("AUTH_JWT_JWKS_URL", "keys", "must be a URL such as https://example.com/jwks.json."),
        ("AUTH_JWT_JWKS_URL", "file:///a", "must be a URL that begins with http:// or https://."),
        ("AUTH_JWT_SECRET", "sk-secret", "must be longer: 32 bytes at least."),
        ("TRUSTED_PROXIES", "proxy", "must be addresses or networks such as 10.0.0.0/8."),
        ("REDIS_URI", "localhost:6379", "must begin with redis://, rediss:// or unix://."),
        ("AUTH_API_KEYS", "{'a'", f"is no JSON from character 2 on: it must look like {_LIKE}."),
        *(
            ("AUTH_API_KEYS", value, f"does not say whose each key is: it must look like {_LIKE}.")
            for value in (
                "[]",
                '{"sk-secret": {"user": "ann"}}',
                f'{{"{_HASH}": {{"user": ""}}}}',
                f'{{"{_HASH}": {{"user": "ann", "role": ["approver"]}}}}',
                f'{{"{_HASH}": {{"user": "ann", "roles": "approver"}}, "b": 1}}',
            )
        ),
    ],
)
def test_a_wrong_value_is_one_sentence_about_its_variable(
    name: str, value: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        settings()
    assert str(refusal.value) == f"{name} {sentence}"


@pytest.mark.parametrize(
    ("set_", "sentence"),
    [
        ({"PII_POLICY": "email:hash"}, "PII_HASH_KEY must be set for PII_POLICY to hash."),
        (
            {"AUTH_JWT_SECRET": "sk-secret" * 4},
            "AUTH_JWT_ISSUER and AUTH_JWT_AUDIENCE must be set for log-in by token.",
        ),
        (
            {
                "AUTH_JWT_SECRET": "sk-secret" * 4,
                "AUTH_JWT_JWKS_URL": "https://idp.example/jwks",
                "AUTH_JWT_ISSUER": "idp",
                "AUTH_JWT_AUDIENCE": "parley",
            },
            "AUTH_JWT_JWKS_URL and AUTH_JWT_SECRET must not both be set.",
        ),
    ],
)
def test_what_belongs_together_is_set_together(
    set_: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        settings()
    assert str(refusal.value) == sentence


def test_each_wrong_variable_has_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_CONCURRENT_RUNS", "0")
    monkeypatch.setenv("RATE_REQUEST_BYTES", "0")
    with pytest.raises(SettingsError) as refusal:
        settings()
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == [
        "RATE_CONCURRENT_RUNS",
        "RATE_REQUEST_BYTES",
    ]


def test_pydantics_own_error_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH_API_KEYS", '{"sk-secret": {"user": "ann"}}')
    with pytest.raises(ValueError, match="auth_api_keys") as refusal:
        Settings()
    assert "'ann'" not in str(refusal.value)


def test_a_policy_changes_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_POLICY", "all:redact, email:mask")
    policy = settings().pii_policy
    assert (policy["email"], policy["phone"], policy["card"]) == ("mask", "redact", "redact")
    assert "name" not in policy
