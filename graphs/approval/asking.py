"""Which request it is, who asked, and how a person is asked about it."""

from langchain.agents.middleware.human_in_the_loop import DecisionType, HITLRequest
from langchain_core.messages import HumanMessage
from langgraph.runtime import Runtime

from graphs.approval.checks import failed
from graphs.approval.context import Context
from graphs.approval.state import State
from parley.approvals.requests import Question
from parley.approvals.text import request_id
from parley.settings import settings

# In-process there is no log-in, as on a server without it.
LOCAL = "local"


def thread_of(runtime: Runtime[Context]) -> str:
    """Return the id of the thread; empty where nothing is kept."""
    info = runtime.execution_info
    return (info.thread_id or "") if info else ""


def request_of(state: State, runtime: Runtime[Context]) -> str:
    """Return the id of the request: of the message that asked, wherever the state went since."""
    if kept := state.get("request"):
        return kept
    asked = next((m for m in reversed(state["messages"]) if isinstance(m, HumanMessage)), None)
    return request_id(thread_of(runtime), str(asked.id) if asked else "")


def person(runtime: Runtime[Context]) -> str:
    """Return whose run it is."""
    server = runtime.server_info
    return server.user.identity if server and server.user else LOCAL


def place(runtime: Runtime[Context]) -> str:
    """Return where it is done, for the trail."""
    return "api" if runtime.server_info else "in-process"


def question_of(state: State, runtime: Runtime[Context]) -> Question:
    """Return what the person is asked about next."""
    return Question(
        request=request_of(state, runtime),
        thread_id=thread_of(runtime),
        owner=state.get("requester", LOCAL),
        number=state.get("asks", 0),
        rounds=state.get("rounds", 0),
        text=state["draft"],
        checks=state.get("checks", []),
        problem=state.get("problem", ""),
        status=state.get("status", "pending"),
        place=place(runtime),
    )


def hitl(state: State) -> HITLRequest:
    """Return the question in the form that Studio and agent-chat-ui show."""
    said = [state.get("problem", ""), failed(state.get("checks", []))]
    return {
        "action_requests": [
            {
                "name": "publish",
                "args": {**state["draft"]},
                "description": " ".join(filter(None, said)) or "Publish this announcement?",
            }
        ],
        "review_configs": [{"action_name": "publish", "allowed_decisions": allowed(state)}],
    }


def allowed(state: State) -> list[DecisionType]:
    """Return what may be decided now."""
    if state.get("status") == "uncertain":
        return ["approve", "reject"]
    if state.get("rounds", 0) >= settings().approval_rounds:
        return ["approve", "edit", "reject"]
    return ["approve", "edit", "reject", "respond"]
