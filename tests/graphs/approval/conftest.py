import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graphs.approval.graph import builder
from tests.graphs.approval.announcing import TEXT, Graph
from tests.provider import Provider, Reply


@pytest.fixture
def approval(provider: Provider) -> Graph:
    """It drafts TEXT first."""
    provider.reply(Reply(json=TEXT))
    return builder.compile(checkpointer=InMemorySaver())
