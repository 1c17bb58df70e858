"""A pause is no error, though LangGraph ends the node that pauses with an exception.

Its text holds the question to the person, and so everything that they are asked about.
"""

import re

_NO_ERROR = re.compile(r"(?:GraphInterrupt|NodeInterrupt|ParentCommand)\(")

# In a run's metadata, of the node that paused; its graph ends well.
PAUSED = "parley_paused"


def is_pause(error: object) -> bool:
    """Return whether this is how LangGraph leaves a node that goes on later, or elsewhere."""
    return isinstance(error, str) and _NO_ERROR.match(error) is not None
