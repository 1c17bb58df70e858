"""load: many people who talk at once, on `langgraph dev` and on the open engine.

Each figure is held against the same engine with one graph of one node that does nothing, and where
all are busy also against one that only calls the model, since no chat can do less. The model
is scripted and answers at once, and nobody stops to think: this is what the server can do. What
people ask of it is in the figures of those who are `pausing`, up to five seconds between turns.
"""

from collections.abc import Awaitable, Callable
from importlib.util import find_spec

from bench.figure import Figure
from bench.load.cost import COSTS
from bench.load.engines import Engine
from bench.load.levels import COST_AT, LEVELS, measure_cluster, measure_dev
from bench.load.soak import measure as measure_soak

_FIGURES = ("ratio", "first_event_ms_p50", "first_event_ms_p99")


def _names(engine: Engine) -> list[str]:
    return [f"load_{engine}_{figure}_{users}" for figure in _FIGURES for users in LEVELS] + [
        f"load_{engine}_against_one_call_{COST_AT}",
        *(f"load_{engine}_pausing_{figure}_{COST_AT}" for figure in _FIGURES),
    ]


# A graph that was deleted takes the figures along.
FIGURES: dict[str, Callable[[], Awaitable[dict[str, Figure]]]] = (
    {
        **dict.fromkeys(_names("dev"), measure_dev),
        **dict.fromkeys(_names("cluster"), measure_cluster),
        **{f"load_turn_{cost}": measure_cluster for cost in COSTS},
        "load_soak_memory_ratio": measure_soak,
    }
    if find_spec("graphs.chat")
    else {}
)
