"""What a graph is given at its end, so that its runs can be seen."""

from typing import Any

from langgraph.pregel import Pregel

from parley.telemetry import logs, tracing
from parley.telemetry.runs import measure


def observed[G: Pregel[Any, Any, Any, Any]](graph: G) -> G:
    """Return the graph, whose runs are measured from now on, under its name.

    Another compilation of it under the same name is measured too. Logs are redacted, and traces,
    where tracing is on, are sent without anything sensitive.
    """
    measure(graph.get_name())
    logs.install()
    tracing.start()
    return graph
