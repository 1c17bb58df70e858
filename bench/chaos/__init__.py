"""chaos: what becomes of a thousand turns when three requests in ten meet a fault.

A refused connection is a reset one here: the client can't tell what came before its first byte.
A fifth of the threads are the advisor's, since chat asks for no typed answers.
"""

from importlib import import_module
from importlib.util import find_spec

_NAMES = ("chaos_turns_ended_share", "chaos_threads_unusable", "chaos_requests_per_call")

# A graph that was deleted takes the figures along.
FIGURES = (
    dict.fromkeys(_NAMES, import_module("bench.chaos.turns").measure)
    if find_spec("graphs.chat") and find_spec("graphs.advisor")
    else {}
)
