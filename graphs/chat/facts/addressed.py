"""Says to users what they said of themselves: "I keep my bees" becomes "You keep your bees"."""

import re

_TO_THEM = {
    **{"i am": "you are", "i'm": "you're", "i was": "you were", "i": "you", "we": "you"},
    **{"me": "you", "us": "you", "myself": "yourself", "ourselves": "yourselves"},
    **{"my": "your", "our": "your", "mine": "yours", "ours": "yours"},
}
# By their case, since "US" is a country; "mine" is a pit unless something is said to be mine.
_OF_THEIRS = re.compile(
    r"\b(?:I am|I'm|I was|I|[Ww]e|me|us|[Mm]yself|[Oo]urselves|[Mm]y|[Oo]ur|ours|"
    r"(?<=is )mine|(?<=are )mine|(?<=of )mine)\b"
)
_APART = re.compile(r"\bI ((?:now|also|still|always|never|really|currently) )(am|was)\b")
_TO_US = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)


def addressed(sentence: str) -> str:
    """Return the sentence as it is said to its speaker; quoted, where it speaks to us as well."""
    if _TO_US.search(sentence):
        return f'You said: "{sentence}"'
    said = _APART.sub(lambda m: f"you {m[1]}{'are' if m[2] == 'am' else 'were'}", sentence)
    said = _OF_THEIRS.sub(lambda m: _TO_THEM[m[0].lower()], said)
    return said[:1].upper() + said[1:]
