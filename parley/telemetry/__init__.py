"""What can be seen from outside: logs, metrics and traces, with nothing sensitive in them.

    graph = observed(builder.compile(name="chat"))

It works in-process as it does on a server, and for every engine: nothing of theirs is replaced.
"""

from parley.telemetry.observed import observed

__all__ = ["observed"]
