"""Which of the passages that a search returned speak of the topic and of the question."""

from collections.abc import Sequence

import numpy as np
from cachetools import LRUCache

from parley.models.embedder import Vectors, embed_packaged
from parley.search.found import Found
from parley.search.words import asked, words

# A passage counts by the share of the asked words that it has, and by its nearness in meaning.
_NEARNESS_WEIGHT = 2.0
# Set on tests/graphs/team/relevance.jsonl, of whose topics a third was held out, so that nearly all
# that is above is about the topic and most questions still find something.
RELEVANT = 0.95
# Enough for a passage of a document that lacks most of the asked words.
CLEARLY = 1.2

# The questions of one article lead to the same passages again and again.
_known: LRUCache[str, Vectors] = LRUCache(maxsize=2_000)


async def relevant(
    found: Sequence[Found], topic: str, question: str, least: float = RELEVANT
) -> list[Found]:
    """Return the passages that are about both, best first, and perhaps none.

    Always by the packaged embedder: the bound was measured with it, and holds for no other.
    """
    if not found:
        return []
    query = f"{topic} {question}"
    texts = [_text(one) for one in found]
    near = await _nearness(query, texts)
    wanted, held = set(asked(query)), map(set, words(texts))
    shares = [len(wanted & there) / max(len(wanted), 1) for there in held]
    scores = np.array(shares) + _NEARNESS_WEIGHT * near
    return [found[i] for i in np.argsort(-scores, kind="stable") if scores[i] >= least]


async def _nearness(query: str, texts: Sequence[str]) -> Vectors:
    # Held by itself: while others are embedded, the cache may let go of any.
    vectors = {text: _known[text] for text in texts if text in _known}
    new = [text for text in dict.fromkeys(texts) if text not in vectors]
    [mine, *theirs] = await embed_packaged([query, *new])
    fresh = dict(zip(new, theirs, strict=True))
    _known.update(fresh)
    vectors |= fresh
    nearness: Vectors = np.stack([vectors[text] for text in texts]) @ mine
    return nearness


def _text(found: Found) -> str:
    # A paragraph seldom names its subject: its title and heading do.
    section = found["location"].partition(" § ")[2]
    return f"{found['title']}. {section}. {found['quote']}"
