"""Names of people and places, found by presidio and spaCy's model of English.

It costs some ten milliseconds a message and 400 MB, and it is a model's guess; so it runs only
when the policy asks for it.
"""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from parley.safety.pii.span import Span
from parley.settings.pii import Kind

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

# The packages of the extra; the second is the model of English.
NEEDED = ("presidio_analyzer", "en_core_web_sm")
MISSING = (
    "PII_POLICY acts on names or places, which presidio finds and is not installed: "
    "run `pip install 'parley[presidio]'` and `python -m spacy download en_core_web_sm`, "
    "or take name and place out of PII_POLICY."
)
_KINDS: dict[str, Kind] = {"PERSON": "name", "LOCATION": "place"}
# A guess below this is wrong as often as not.
_SCORE = 0.6


def available() -> bool:
    """Return whether names can be found here."""
    return all(find_spec(package) for package in NEEDED)


def find_names(text: str, found: list[Span]) -> list[Span]:
    """Return `found` with the names and places that lie outside of it, first to last."""
    guessed = _engine().analyze(text, language="en", entities=list(_KINDS), score_threshold=_SCORE)
    spans = list(found)
    for guess in sorted(guessed, key=lambda g: (-g.score, g.start)):
        if all(guess.end <= span.start or span.end <= guess.start for span in spans):
            spans.append(Span(_KINDS[guess.entity_type], guess.start, guess.end))
    return sorted(spans, key=lambda span: span.start)


@cache
def _engine() -> "AnalyzerEngine":
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    model = {"lang_code": "en", "model_name": NEEDED[1]}
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [model]})
    return AnalyzerEngine(nlp_engine=nlp.create_engine(), supported_languages=["en"])
