import pytest
from langgraph.store.memory import InMemoryStore

from tests.graphs.chat.talk import asks_for_facts
from tests.provider import Provider, Reply


@pytest.fixture
def store(provider: Provider) -> InMemoryStore:
    provider.answer = lambda r: Reply(json={"numbers": []}) if asks_for_facts(r) else Reply("Fine.")
    return InMemoryStore()
