"""The scorers that code decides, by the names that datasets use."""

from collections.abc import Callable
from typing import Any

from evals.scorers import citations, state, words
from evals.scorers.check import Check
from evals.scorers.found import Found
from evals.targets.reply import Reply

type Scorer = Callable[[Reply, Any], Found]

SCORERS: dict[str, Scorer] = {
    function.__name__: function
    for function in (
        words.contains,
        words.lacks,
        words.exact,
        words.words_at_most,
        words.adds_no_figure,
        state.equals,
        state.answers,
        state.refuses,
        state.asks,
        state.flags,
        state.steps,
        state.tokens_at_most,
        state.seconds_at_most,
        state.published_as_approved,
        citations.cites_well,
        citations.quotes_stand,
        citations.sources_from,
        citations.no_article,
    )
}


def score(check: Check, reply: Reply) -> tuple[Found, bool]:
    """Return what a check found, and whether its scorer failed: such a check is not passed."""
    try:
        return SCORERS[check.scorer](reply, check.given), False
    except Exception as error:  # whatever goes wrong in a scorer proves nothing good
        return Found(False, f"the scorer failed: {type(error).__name__}: {error}"), True
