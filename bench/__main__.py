"""Measure and remember: `make bench`, or `make bench ONLY=name` for one scenario or figure.

Each figure stands against something measured in the same run, since machines differ and are
busy at times. It goes to results.json with its baseline, so that no figure is typed by hand.

To add a scenario:
1. Write a module here with an async function that measures and returns its figures:
   `async def measure() -> dict[str, Figure]`. `interleaved` measures the two sides in turns,
   `ratio` or `added` makes a figure of them.
2. End the module with `FIGURES`, from each figure's name to the function that measures it;
   a function that is there twice runs once.
3. Put the module into `SCENARIOS` below.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from bench import (
    canary,
    chaos,
    chat,
    cluster_faults,
    edge,
    first_token,
    grounding,
    inbox,
    load,
    overhead,
    safety,
    server_ready,
    team,
    thread_storage,
)
from bench.figure import Figure
from bench.results import RESULTS, merge, table
from parley.settings import Settings, settings

Measure = Callable[[], Awaitable[dict[str, Figure]]]
Scenarios = Mapping[str, Mapping[str, Measure]]

SCENARIOS: Scenarios = {
    "server_ready": server_ready.FIGURES,
    "first_token": first_token.FIGURES,
    "thread_storage": thread_storage.FIGURES,
    "chat": chat.FIGURES,
    "edge": edge.FIGURES,
    "overhead": overhead.FIGURES,
    "chaos": chaos.FIGURES,
    "safety": safety.FIGURES,
    "grounding": grounding.FIGURES,
    "canary": canary.FIGURES,
    "team": team.FIGURES,
    "inbox": inbox.FIGURES,
    "load": load.FIGURES,
    "cluster_faults": cluster_faults.FIGURES,
}
# Which weights are measured is the developer's; all else is as Parley comes.
_KEPT = {"parley_cache_dir", "parley_embedded_weights"}


def main(names: Sequence[str], scenarios: Scenarios = SCENARIOS, results: Path = RESULTS) -> int:
    """Measure what `names` names, all when it is empty, and return the exit code."""
    try:
        measures = chosen(names, scenarios)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    _forget_settings()
    figures: dict[str, Figure] = {}
    with asyncio.Runner() as runner:  # one loop: clients of models live on it
        for measure in measures:
            found = runner.run(_run(measure))
            merge(found, results)  # at once: a later one may fail
            figures |= found
    print(table(figures))
    return 0


def chosen(names: Sequence[str], scenarios: Scenarios) -> list[Measure]:
    """Return the functions that measure the named scenarios and figures, each once.

    Raises:
        LookupError: there is no such name; the message lists what there is.
    """
    every = {name: measure for figures in scenarios.values() for name, measure in figures.items()}
    wanted: list[Measure] = []
    for name in names or scenarios:
        if name in scenarios:
            wanted += scenarios[name].values()
        elif name in every:
            wanted.append(every[name])
        else:
            known = "; ".join(f"{s} ({', '.join(figures)})" for s, figures in scenarios.items())
            raise LookupError(f"Nothing is called {name!r}; scenarios and their figures: {known}.")
    return list(dict.fromkeys(wanted))


async def _run(measure: Measure) -> dict[str, Figure]:
    print(f"{measure.__module__}:", file=sys.stderr)
    return await measure()


def _forget_settings() -> None:
    """Keep keys, servers and folders of the developer's `.env` out of the figures."""
    os.environ["LANGSMITH_TRACING"] = "false"
    for name, field in Settings.model_fields.items():
        if name not in _KEPT:
            setattr(settings(), name, field.default)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
