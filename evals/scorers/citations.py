"""Scorers of an article's sources: what is cited exists, and supports what cites it."""

import re
from collections.abc import Mapping, Sequence

from evals.scorers.found import Found
from evals.targets.reply import Reply
from parley.grounding.claims import claims
from parley.grounding.rules import opinion
from parley.grounding.verdict import Claim, Source
from parley.settings import PROJECT


def cites_well(reply: Reply, given: float) -> Found:
    """At least the given share of the claims cites sources that exist and may bear it out.

    One of them is enough, as the rules of `parley.grounding` see it. What they are not sure of, and
    only a model could tell, is not held against the article.
    """
    sources = {
        int(one["id"]): Source(int(one["id"]), str(one["quote"]), str(one["title"]))
        for one in reply.values.get("sources", [])
    }
    # Below the line stand the sources and what is known to be wrong.
    made = claims(str(reply.values.get("article", "")).partition("\n---\n")[0])
    if not made:
        return Found(False, "there is no article")
    topic = str(reply.values.get("topic", ""))
    wrong = [claim.text for claim in made if not _borne_out(claim, sources, topic)]
    good = len(made) - len(wrong)
    first = f"; not: {wrong[0]}" if wrong else ""
    return Found(good / len(made) >= given, f"{good} of {len(made)} claims{first}")


def quotes_stand(reply: Reply, given: bool) -> Found:
    """Each source's quote stands word for word in one of the documents that Parley ships."""
    # Not in the folder of the settings: a case with documents of its own puts another one there.
    folder = PROJECT / "documents"
    texts = [_even(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.md"))]
    texts += [_even(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.txt"))]
    sources = reply.values.get("sources", [])
    invented = [s["id"] for s in sources if not any(_even(s["quote"]) in text for text in texts)]
    return Found((bool(sources) and not invented) == given, f"not in a file: {invented}")


def sources_from(reply: Reply, given: Sequence[str]) -> Found:
    """At least one source is from each of the files; `a|b` is either of two."""
    places = " ".join(str(source["location"]) for source in reply.values.get("sources", []))
    absent = [entry for entry in given if not any(name in places for name in entry.split("|"))]
    return Found(not absent, f"no source from {', '.join(absent)}; from: {places}")


def no_article(reply: Reply, given: bool) -> Found:
    """There is no source, and the answer says so instead of writing from nothing."""
    sources = reply.values.get("sources", [])
    said = reply.said.casefold()
    plain = bool(re.search(r"no article|no source|nothing (was )?found", said))
    return Found((not sources and plain) == given, f"{len(sources)} sources: {reply.said[:80]}")


def _borne_out(claim: Claim, sources: Mapping[int, Source], topic: str) -> bool:
    if not claim.cites or any(number not in sources for number in claim.cites):
        return False
    held = [opinion(claim.text, sources[number], topic) for number in claim.cites]
    return any(said.status == "supported" or not said.sure for said in held)


def _even(text: str) -> str:
    return " ".join(text.split())
