"""team: how close a run comes to the longest chain of calls that wait for each other.

A provider takes half a second for each call. The topic is split into four questions, and one claim
of the draft is found and revised. In-process, with no server's queue in front.
"""

from importlib import import_module
from importlib.util import find_spec

_NAMES = ("team_wall_to_critical_path", "team_calls_to_least", "team_against_sequential")

# A graph that was deleted takes the figures along.
FIGURES = (
    dict.fromkeys(_NAMES, import_module("bench.team.measure").measure)
    if find_spec("graphs.team")
    else {}
)
