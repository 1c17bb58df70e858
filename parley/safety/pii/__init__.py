"""Personal data and secrets in a text: where they are, and the text without them.

find("Mail ann@example.com")                     # [Span("email", 5, 20)]
rewrite("Mail ann@example.com", Policy({"email": "redact"}))   # ("Mail [EMAIL]", ...)
"""

from parley.safety.pii.beside import beside
from parley.safety.pii.find import find
from parley.safety.pii.policy import PiiRefusedError, Policy, configured
from parley.safety.pii.rewrite import rewrite
from parley.safety.pii.span import Span

__all__ = ["PiiRefusedError", "Policy", "Span", "beside", "configured", "find", "rewrite"]
