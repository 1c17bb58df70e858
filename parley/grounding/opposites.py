"""Words that say the opposite of each other: where a source has one, its opposite contradicts."""

import re
from functools import cache

import Stemmer

_PAIRS = """
open close|increase decrease|increase reduce|increase lower|raise lower|raise reduce|rise fall
grow shrink|before after|faster slower|fast slow|quickly slowly|more less|more fewer|most few
higher lower|high low|larger smaller|large small|bigger smaller|big small|longer shorter
long short|better worse|best worst|cheaper dearer|cheap expensive|cheaper expensive|easy hard
easier harder|simple complex|early late|earlier later|first last|inside outside|above below
over under|allow forbid|allow prohibit|allow prevent|accept reject|accept refuse|enable disable
include exclude|add remove|gain lose|gain loss|profit loss|win lose|success failure|succeed fail
start stop|begin end|start end|always never|all none|every no|everybody nobody|safe dangerous
safe unsafe|true false|same different|public private|internal external|local remote|light heavy
strong weak|stronger weaker|deep shallow|hot cold|warm cold|wet dry|light dark|near far
pay free|paid free|full empty|present absent|visible hidden|possible impossible|necessary optional
required optional|mandatory optional|manual automatic|synchronous asynchronous|static dynamic
lossless lossy|encrypt decrypt|upload download|send receive|push pull|import export|read write
north south|east west|left right|up down|married single|alive dead|survive destroyed|old new
temporary permanent|major minor|maximum minimum|at-most at-least|common rare|often rarely
often seldom|frequently rarely|improve worsen|improve degrade|correct wrong|right wrong
oldest newest|older younger|wider narrower|thick thin|rich poor|buy sell|borrow lend|arrive depart
"""
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_SPELLINGS = (("at most", "at-most"), ("at least", "at-least"))


def plain(text: str) -> set[str]:
    """Return the stems of all words of a text, those that join others included."""
    text = text.lower()
    for written, meant in _SPELLINGS:
        text = text.replace(written, meant)
    stem = Stemmer.Stemmer(
        "english"
    ).stemWord  # an instance of its own: it isn't safe among threads
    return {stem(word) for word in _WORD.findall(text)}


def opposite(claim: set[str], source: set[str]) -> tuple[str, str] | None:
    """Return a word of the claim and its opposite that stands in the source in its place."""
    for word in sorted(claim - source):
        for other in sorted(_opposites().get(word, set()) & source - claim):
            return word, other
    return None


@cache
def _opposites() -> dict[str, set[str]]:
    stem = Stemmer.Stemmer("english").stemWord
    table: dict[str, set[str]] = {}
    for pair in re.split(r"[|\n]", _PAIRS.strip()):
        one, other = (stem(word) for word in pair.split())
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return table
