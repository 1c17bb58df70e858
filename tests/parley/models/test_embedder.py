"""Vectors of the packaged model, and of one at an OpenAI-compatible server."""

import numpy as np
import pytest

from parley.models.embedder import embed, embedder_name
from parley.models.errors import ModelError
from parley.settings import settings
from tests.provider import Provider


async def test_what_means_the_same_is_nearer() -> None:
    vectors = await embed(["My dog is called Rex", "The dog's name is Rex", "Taxes are due in May"])
    nearness = vectors @ vectors[0]
    assert nearness[1] > nearness[2] + 0.2


async def test_rows_have_length_one_and_the_order_of_the_texts() -> None:
    both = await embed(["first", "second"])
    alone = await embed(["second"])
    np.testing.assert_allclose(np.linalg.norm(both, axis=1), 1, atol=1e-3)
    np.testing.assert_allclose(both[1], alone[0], atol=1e-3)


async def test_no_text_is_no_vector() -> None:
    assert len(await embed([])) == 0


async def test_a_server_that_speaks_openais_protocol_is_asked(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_EMBEDDING_MODEL", "openai:scripted-embedding")
    settings.cache_clear()
    vectors = await embed(["a", "b"])
    assert vectors.shape[0] == 2
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert provider.embedded == ["a", "b"]


async def test_a_server_without_embeddings_is_one_sentence(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_EMBEDDING_MODEL", "openai:missing")
    settings.cache_clear()
    with pytest.raises(ModelError, match="no such model"):
        await embed(["a"])


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, "packaged"),
        ({"OPENAI_API_KEY": "sk-a"}, "text-embedding-3-small"),
        ({"OPENAI_API_KEY": "sk-a", "OPENAI_BASE_URL": "http://localhost/v1"}, "packaged"),
        ({"OPENAI_API_KEY": "sk-a", "PARLEY_EMBEDDING_MODEL": "packaged"}, "packaged"),
        ({"PARLEY_EMBEDDING_MODEL": "openai:bge"}, "bge"),
    ],
)
def test_which_model_makes_them(
    environment: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    settings.cache_clear()
    assert embedder_name() == name


def test_a_wrong_name_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_EMBEDDING_MODEL", "word2vec")
    settings.cache_clear()
    with pytest.raises(ModelError, match="or as packaged"):
        embedder_name()
