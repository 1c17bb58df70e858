from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.grounding.checker import check
from parley.grounding.verdict import Source
from tests.provider import Provider, Reply

SOURCES = [
    Source(1, "A circuit breaker opens after five failures in a row. It rejects calls at once."),
    Source(2, "Jitter spreads retries over time. Clients that wait equally long retry in step."),
]
OPEN = "Retries in step come from clients that wait the same time [2]."


async def test_each_claim_gets_its_source_and_the_words_that_say_it() -> None:
    answer = (
        "# Title\n\nJitter spreads retries over time [2]. A breaker opens after six failures [1]."
    )
    jitter, breaker = await check(answer, SOURCES, ask=False)
    assert (jitter.status, jitter.source) == ("supported", 2)
    assert jitter.quote == "Jitter spreads retries over time."
    assert (breaker.status, breaker.source, breaker.by) == ("contradicted", 1, "rules")
    assert breaker.quote == "A circuit breaker opens after five failures in a row."


async def test_what_no_source_says_is_absent() -> None:
    [verdict] = await check("Bananas are yellow [1].", SOURCES, ask=False)
    assert (verdict.status, verdict.source, verdict.quote) == ("absent", None, "")


async def test_without_sources_all_is_absent() -> None:
    [verdict] = await check("Bananas are yellow.", [])
    assert verdict.status == "absent"


async def test_support_by_another_source_than_the_cited_one_is_found() -> None:
    [verdict] = await check("Jitter spreads retries over time [1].", SOURCES, ask=False)
    assert (verdict.status, verdict.source) == ("supported", 2)


async def test_a_model_decides_what_the_rules_leave_open(provider: Provider) -> None:
    for status in ("supported", "contradicted", "absent"):
        provider.reply(Reply(json={"verdict": status}))
        [verdict] = await check(OPEN, SOURCES)
        assert (verdict.status, verdict.by) == (status, "model")
        assert (verdict.source, bool(verdict.quote)) == (
            (None, False) if status == "absent" else (2, True)
        )
        assert verdict.quote in SOURCES[1].text


async def test_a_model_is_asked_about_nothing_else(provider: Provider) -> None:
    await check("Jitter spreads retries over time [2]. Bananas are yellow [1].", SOURCES)
    assert provider.requests == []


async def test_without_the_model_the_rules_stand(provider: Provider) -> None:
    provider.answer = lambda _: Reply(status=400)
    [verdict] = await check(OPEN, SOURCES)
    assert verdict.by == "rules"


async def test_what_was_found_supported_before_is_left_out() -> None:
    answer = "Jitter spreads retries over time [2]. Bananas are yellow [1]."
    [verdict] = await check(answer, SOURCES, ask=False, skip=["Jitter spreads retries over time."])
    assert verdict.claim.text == "Bananas are yellow."


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet=st.sampled_from("ab jitter retries Calls .!?[]12#\n"), max_size=150),
    st.lists(st.text(alphabet=st.sampled_from("ab jitter Calls not. !"), max_size=80), max_size=3),
)
async def test_each_quote_stands_verbatim_in_its_source(answer: str, texts: list[str]) -> None:
    sources = {n: Source(n, text) for n, text in enumerate(texts, 1)}
    for verdict in await check(answer, list(sources.values()), ask=False):
        if verdict.source is None:
            assert verdict.quote == ""
        else:
            assert verdict.quote in sources[verdict.source].text
