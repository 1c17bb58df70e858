"""Keeps passages that give orders to a model from becoming sources.

A small model may obey what it is given to write from, and its article would still rest on a source,
word for word. No pattern knows every order: the marks of parley.safety.spotlight are beside this.
"""

from collections.abc import Sequence

from graphs.team.state import Gap, Specialist
from parley.safety.injection import noted
from parley.search.found import Found


def without_orders(found: Sequence[Found], who: Specialist) -> tuple[list[Found], list[Gap]]:
    """Return the passages without signs of an order, and a gap for each place that had others."""
    kept, places = [], []
    for one in found:
        if noted(one["quote"], "document"):
            places.append(one["location"])
        else:
            kept.append(one)
    gaps = [
        Gap(who=who, what=f"A passage of {place} is not used: it reads like an order to a model.")
        for place in dict.fromkeys(places)
    ]
    return kept, gaps
