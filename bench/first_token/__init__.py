"""first_token: what each graph adds to the model before a user sees something.

The model keeps the prompts it has read, and reads of the next one only what differs. So every
call asks something new (a number near its start is another one), or the second of two would find
all of it read. The fixed prompts before it are the same on both sides and have been read when the
counting starts, so both save the same. Where this is done otherwise, the file says why.
"""

from importlib import import_module
from importlib.util import find_spec

# The graph that a figure is about, and the module here that measures it.
_MEASURES = {
    "chat_first_token_ratio": ("chat", "chat"),
    "chat_served_first_token_ratio": ("chat", "chat_served"),
    "team_first_token_ratio": ("team", "team"),
    "approval_first_draft_ratio": ("approval", "approval"),
    "advisor_answer_ratio": ("advisor", "advisor"),
}

# A graph that was deleted takes its figures along.
FIGURES = {
    figure: import_module(f"bench.first_token.{module}").measure
    for figure, (graph, module) in _MEASURES.items()
    if find_spec(f"graphs.{graph}")
}
