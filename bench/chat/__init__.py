"""chat: what a turn costs at turn 10, 100, 500, 1,000 and 5,000, on SQLite and on Postgres.

The provider answers at once, so what is measured is Parley. Turns that are measured are real ones;
those in between are filled in without a model, in the same steps (filled.py).
`python -m bench.chat 2000` does the same up to turn 2,000, and keeps no result.
"""

from importlib import import_module
from importlib.util import find_spec

from bench.figure import Figure

_TURNS = 5_000


async def _whole() -> dict[str, Figure]:
    whole: dict[str, Figure] = await import_module("bench.chat.measure").measure(_TURNS)
    return whole


NAMES = (
    "chat_bytes_per_turn_growth",
    "chat_own_latency_growth",
    "chat_turn_against_plain_delta",
    "chat_prompt_tokens_growth_window",
    "chat_prompt_tokens_growth_summary",
    "chat_extra_calls_per_turn",
    "chat_bytes_against_add_messages_100",
    "chat_bytes_against_add_messages_500",
    "chat_turn_against_add_messages_100",
    "chat_turn_against_add_messages_500",
)
# A graph that was deleted takes the figures along.
FIGURES = dict.fromkeys(NAMES, _whole) if find_spec("graphs.chat") else {}
