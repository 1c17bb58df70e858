"""Which engine serves langgraph.json in this process, where Parley must know.

`langgraph dev` keeps its list of threads in a file, the open engine (aegra) in Postgres, and so
does the vendor's image. What is only about one of them asks here, and nobody else does.
"""

import sys


def is_aegra() -> bool:
    """Return whether the open engine serves; it loads Parley's app while it is itself loaded."""
    return "aegra_api.main" in sys.modules


def is_dev() -> bool:
    """Return whether `langgraph dev` serves, with its list of threads in memory and in a file."""
    return not is_aegra() and "langgraph_runtime_inmem" in sys.modules


def not_there(what: str, id_: object) -> str:
    """Return what the engine says of an id that isn't there, or another's would be told from it."""
    return f"{what} '{id_}' not found" if is_aegra() else f"{what} with ID {id_} not found"
