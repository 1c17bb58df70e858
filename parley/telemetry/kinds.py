"""What kind of failure an error is, as a metric shows it: few kinds, named in the code."""

import re

_OWN = ("parley.", "graphs.", "langgraph.errors")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(error: BaseException) -> str:
    """Return the kind: `model`, `breaker_open`, `input`, `timeout`, ... or `internal`.

    Parley's own errors are named by their class: a new one is a new kind by itself.
    """
    for each in type(error).__mro__:
        if each.__module__.startswith(_OWN):
            return _WORD.sub("_", each.__name__.removesuffix("Error")).lower()
    return "timeout" if isinstance(error, TimeoutError) else "internal"
