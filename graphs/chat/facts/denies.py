"""Whether a fact denies another by its words alone: "I don't smoke any more", and "I smoke"."""

import re

_NOT = re.compile(r"\b(?:do not|don't|does not|doesn't|not|no longer|never|any ?more)\b\s*", re.I)
_WHEN = re.compile(r"\b(?:now|still|again|currently|at all)\b\s*", re.I)


def denies(new: str, known: str) -> bool:
    """Tell whether both say the same but for a "not": of what the negated one says, or of more."""
    says, said = _bare(new), _bare(known)
    if says == said:
        return True
    no, yes = (says, said) if _NOT.search(new) else (said, says)
    return bool(_NOT.search(new)) != bool(_NOT.search(known)) and yes.startswith(f"{no} ")


def _bare(sentence: str) -> str:
    text = re.sub(r"\bI'm\b", "I am", sentence, flags=re.I)
    return _WHEN.sub("", _NOT.sub("", text)).strip(" .!").casefold()
