"""Which parts of a graph a case needs that not every version of it has."""

from collections.abc import Container

from evals.cases import Case


def missing(case: Case, offered: Container[str]) -> str | None:
    """Say which part of the graph a case needs in vain, or None.

    Args:
        case: what would be run.
        offered: the names of the fields of the graph's Context and of its output.
    """
    absent = [name for name in (*case.context, *case.needs) if name not in offered]
    return f"the graph has no {', '.join(absent)}" if absent else None
