"""A user who talks to chat, and what the model sees of it."""

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.base import BaseStore

from graphs.chat.context import Context
from graphs.chat.graph import builder
from tests.provider import JSON, Provider


def asks_for_facts(request: JSON) -> bool:
    return "numbers" in str(request.get("response_format"))


class Talk:
    """A user who talks on several threads."""

    def __init__(self, provider: Provider, store: BaseStore, user: str | None = None) -> None:
        self.provider = provider
        self.chat = builder.compile(checkpointer=InMemorySaver(), store=store)
        self.user = user

    async def says(self, text: str, thread: str = "1", context: Context | None = None) -> str:
        """Return what the model saw of it, if it was asked, and the answer."""
        config: RunnableConfig = {"configurable": {"thread_id": thread}}
        if self.user:
            config["configurable"]["langgraph_auth_user_id"] = self.user
        said = {"messages": [{"role": "user", "content": text}]}
        before = len(self.provider.requests)
        state = await self.chat.ainvoke(said, config, context=context)
        asked = [r for r in self.provider.requests[before:] if not asks_for_facts(r)]
        seen = [str(m["content"]) for m in asked[-1]["messages"]] if asked else []
        return "\n".join([*seen, state["messages"][-1].text])

    async def answer(self, text: str, thread: str = "1") -> str:
        """Return the answer."""
        return (await self.says(text, thread)).rpartition("\n")[2]
