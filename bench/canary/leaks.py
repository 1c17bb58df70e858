"""pii_canary_leaks: how often anything raw is found, anywhere."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.canary.canaries import REDACT, Canary, load
from bench.canary.plays import graph_of, play
from bench.canary.says import says
from bench.canary.served import play_all
from bench.configured import configured
from bench.figure import Figure
from parley.settings.pii import Action, Kind
from tests.provider import Provider

# Of those that hold something, so many go through a real server too.
_SERVED = 24


async def measure() -> dict[str, Figure]:
    """Send all of them in-process, a part to a server, and look; then again with nothing on."""
    canaries = [canary for canary in load() if canary.found]
    leaks = await in_process(canaries, REDACT)
    step = len(canaries) // _SERVED
    served = canaries[:: step - 1 or 1][:_SERVED]
    seen, traced = play_all(served, "all:redact")
    leaks += _count({f"served {place}": text for place, text in seen.items()}, served)
    raw = await in_process(canaries, {})
    print(f"  raw occurrences: {dict(leaks)}; with all:pass {dict(raw)}", file=sys.stderr)
    return {
        "pii_canary_leaks": Figure(
            leaks.total(),
            "raw occurrences",
            f"in-process with PII_POLICY=all:pass: {raw.total()} raw occurrences; "
            f"{len(served)} went through a server too, {traced} runs traced",
            len(canaries),
        )
    }


FIGURES = {"pii_canary_leaks": measure}


async def in_process(canaries: list[Canary], policy: dict[Kind, Action]) -> Counter[str]:
    """Return how often anything of them was seen raw, by the place where it was."""
    leaks: Counter[str] = Counter()
    with Provider() as provider:
        for number, canary in enumerate(canaries):
            with tempfile.TemporaryDirectory() as folder:
                documents, published = Path(folder, "documents"), Path(folder, "published")
                _write(documents, canary)
                provider.reset()
                provider.answer = says(canary)
                with configured(
                    openai_base_url=provider.url,
                    pii_policy=policy,
                    parley_documents_dir=documents,
                    parley_publish_dir=published,
                    parley_data_dir=Path(folder, "state"),
                ):
                    seen = await play(canary, graph_of(canary, number))
                    seen["publications"] = _read(published)
                    seen["prompts"] = repr(provider.requests)
                leaks += _count(seen, [canary])
    return leaks


def _count(seen: dict[str, str], canaries: list[Canary]) -> Counter[str]:
    found = {place: sum(c.occurrences(text) for c in canaries) for place, text in seen.items()}
    return Counter({place: number for place, number in found.items() if number})


def _read(folder: Path) -> str:
    return "\n".join(file.read_text() for file in folder.rglob("*") if file.is_file())


def _write(folder: Path, canary: Canary) -> None:
    folder.mkdir()
    about = "Circuit breakers protect calls: when too many fail, the breaker opens and calls end."
    text = canary.text if canary.position == "document" else ""
    Path(folder, "breakers.md").write_text(f"# Circuit breakers\n\n{about} {text}\n")
