"""The embedded model without Parley: what the figures of the graphs are held against."""

from langchain_openai import ChatOpenAI

from parley.models.embedded.process import embedded_model

NAME = "embedded"


async def raw_model() -> ChatOpenAI:
    """Start the embedded model if need be and return a plain client of it.

    The graphs call the same process at the same URL; it ends with this one. The settings are
    those of Parley's clients, so that the answers are the same.
    """
    return ChatOpenAI(
        model=NAME,
        base_url=await embedded_model().ready(),
        api_key="none",
        stream_usage=True,
        use_responses_api=False,
        temperature=0,
        max_completion_tokens=800,
        timeout=600,
    )
