"""Whatever comes in as JSON or as messages, rewritten: deep inside, and the keys of objects too."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import BaseMessage

from parley.safety.pii.policy import Policy
from parley.safety.pii.rewrite import rewrite
from parley.settings.pii import Kind

# A picture or a file: no text, and megabytes of it.
_BASE64 = re.compile(r"(?:data:[\w/+.;=-]{1,100},)?[A-Za-z0-9+/_-]{1000,}={0,2}\s?\Z")


class Tree:
    """Rewrites values; `counts` has what was acted on so far.

    Strings are rewritten wherever they are. Numbers are no texts, and what isn't changed is given
    back itself, not as a copy.
    """

    def __init__(self, policy: Policy, first: Callable[[str], str] | None = None) -> None:
        self._policy = policy
        self._first = first
        self.counts: Counter[Kind] = Counter()

    def rewrite(self, value: Any) -> Any:
        """Return the value as the policy wants it.

        Raises:
            PiiRefusedError: it holds what the policy refuses.
            RecursionError: it is nested deeper than any value of good will.
        """
        match value:
            case str():
                return self._text(value)
            case Mapping():
                return self._object(value)
            case list() | tuple():
                items = [self.rewrite(item) for item in value]
                if all(new is old for new, old in zip(items, value, strict=True)):
                    return value
                return items if isinstance(value, list) else tuple(items)
            case BaseMessage():
                return self._message(value)
        return value

    def _text(self, text: str) -> str:
        if len(text) >= 1000 and _BASE64.match(text):
            return text
        new, counts = rewrite(self._first(text) if self._first else text, self._policy)
        self.counts.update(counts)
        return text if new == text else new

    def _object(self, given: Mapping[Any, Any]) -> Mapping[Any, Any]:
        new: dict[Any, Any] = {}
        same = True
        for key, value in given.items():
            name = self._text(key) if isinstance(key, str) else key
            number = 2
            while name in new:  # two that differed only in what is gone
                name, number = f"{self._text(key)} {number}", number + 1
            new[name] = self.rewrite(value)
            same = same and name is key and new[name] is value
        return given if same else new

    def _message(self, message: BaseMessage) -> BaseMessage:
        fields = {name: getattr(message, name) for name in type(message).model_fields}
        # Ids tie messages together, and a type is the class's own.
        for name in ("id", "type", "tool_call_id"):
            fields.pop(name, None)
        new = {name: self.rewrite(value) for name, value in fields.items()}
        changed = {name: value for name, value in new.items() if value is not fields[name]}
        return message.model_copy(update=changed) if changed else message
