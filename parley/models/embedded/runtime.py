"""Runs the model in this process: llama.cpp's server, from the xllamacpp package."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import xllamacpp  # type: ignore[import-untyped]

# With it the process takes about 2.1 GB. A longer prompt is refused.
CONTEXT_TOKENS = 8192
# Prompts that take turns (a supervisor's, a writer's) are kept for their next turn, in MiB.
_PROMPT_CACHE = 256
_ERRORS = 1


@dataclass(frozen=True)
class Runtime:
    """A running model server. It is private: only who has the key gets an answer.

    Attributes:
        url: its address on loopback.
        key: its API key.
        server: keeps it alive.
    """

    url: str
    key: str
    server: Any


def run_model(weights: Path, name: str) -> Runtime:
    """Load the weights and serve them on a free port of loopback. Blocks for about 4 s.

    Args:
        weights: the GGUF file.
        name: what the model is called in its answers.
    """
    # Generation leaves the rest of the machine its turn.
    if hasattr(os, "nice"):
        os.nice(5)
    key = secrets.token_hex()
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.model_alias = {name}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.use_jinja = True
    params.cache_ram_mib = _PROMPT_CACHE
    params.verbosity = _ERRORS
    # Threads beyond the physical cores make it slower.
    threads = psutil.cpu_count(logical=False) or 2
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # Its own pages and its answers to any web page's scripts are off: the endpoint is in front.
    params.ui = False
    params.api_keys = [key]
    server = xllamacpp.Server(params)
    return Runtime(server.listening_address, key, server)
