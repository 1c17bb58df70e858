"""safety: how much later a reader sees the first words because answers are held back."""

from bench.configured import configured
from bench.figure import Figure, ratio
from bench.first_token.until_text import until_text
from bench.interleave import interleaved
from parley.models.roles import chat_model
from tests.provider import Provider, Reply

_N = 10
# As a hosted model of middle size answers: half a second, then 60 tokens a second.
_DELAY, _PACE = 0.5, 1 / 60
# A first sentence of an ordinary length, and one more to tell that it ended.
_SENTENCE = "Water boils at a lower temperature on a mountain, as the air presses less on it. "
_ANSWER = 2 * _SENTENCE


async def measure() -> dict[str, Figure]:
    """Ask the same model for the same answer in turns, with the hold-back and without it."""
    with Provider() as provider, configured(openai_base_url=provider.url):
        provider.answer = lambda _: Reply(_ANSWER, delay=_DELAY, pace=_PACE)

        async def first_words(held_back: bool) -> float:
            with configured(output_safety=held_back):
                model = await chat_model("chat")
                return await until_text(model.astream("Why?"), lambda chunk: chunk.text)

        times = await interleaved(_N, lambda: first_words(True), lambda: first_words(False))
    baseline = f"the same call without it; its first sentence has {len(_SENTENCE)} characters"
    return {"safety_first_token_delay_ratio": ratio(*times, baseline, "s")}


FIGURES = {"safety_first_token_delay_ratio": measure}
