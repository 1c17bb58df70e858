"""A request's body without what PII_POLICY keeps out, before the server stores anything of it.

All bodies, those of searches too: a value is found under what it was stored as.
"""

import re
from typing import Any

from parley.safety.pii import PiiRefusedError, configured
from parley.safety.pii.counted import count
from parley.safety.pii.tree import Tree

# Not texts: an address to call, and what a JSON-RPC answer is matched to its request by.
_KEPT = {"webhook", "id"}
_STORE = re.compile(r"/store/items/?$")
# Two users' data would become one if their names did.
_NAMES = ("namespace", "key")


def clean(path: str, asked: Any) -> Any:
    """Return the body as the policy wants it; itself where there is nothing to do.

    Raises:
        PiiRefusedError: it holds what the policy refuses.
        NamedByPiiError: a memory would be named by what the policy keeps out.
    """
    policy = configured()
    tree = Tree(policy)
    if _STORE.search(path) and isinstance(asked, dict):
        names = {name: asked[name] for name in _NAMES if name in asked}
        if tree.rewrite(names) is not names:
            raise NamedByPiiError(next(iter(tree.counts)))
    kept = {name: asked[name] for name in _KEPT & asked.keys()} if isinstance(asked, dict) else {}
    new = tree.rewrite({k: v for k, v in asked.items() if k not in kept} if kept else asked)
    count(tree.counts, policy, "request")
    if not tree.counts:
        return asked
    return {**new, **kept} if kept else new


class NamedByPiiError(PiiRefusedError):
    """One sentence for whoever named it so."""

    def __str__(self) -> str:
        return (
            "The namespace or the key of a memory contains personal data or a secret: name it by "
            "an id that says nothing."
        )
