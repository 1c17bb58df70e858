"""From a topic to a plan: the questions to research, which a person may see and change first."""

from typing import Any, Literal

import structlog
from langchain.agents.middleware.human_in_the_loop import HITLRequest
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime
from langgraph.types import Overwrite, interrupt
from pydantic import BaseModel, Field, ValidationError, create_model

from graphs.team import prompts
from graphs.team.context import Context
from graphs.team.events import PlanEvent, emit
from graphs.team.plan_decision import read_plan
from graphs.team.spending import spent_now
from graphs.team.state import Gap, State
from parley.models.budget import BudgetSpentError
from parley.models.errors import ModelError
from parley.models.node import in_time
from parley.models.roles import structured
from parley.search.fetch import urls

log = structlog.get_logger(__name__)

_LONGEST_QUESTION = 200


async def brief(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Take the newest message as the topic and clear the table of an earlier one."""
    text = str(state["messages"][-1].text)
    named = urls(text)
    for url in named:
        text = text.replace(url, "")
    return {
        "topic": " ".join(text.split()).strip(" :,-") or named[0],
        "urls": named,
        "questions": [],
        "plan": "approved",
        "plan_problem": "",
        "steps": 0,
        "corrections": 0,
        "searches": 0,
        "sources": Overwrite([]),
        "found": Overwrite([]),
        "notes": Overwrite(""),
        "gaps": Overwrite([]),
        "draft": "",
        "reviewed": False,
        "edited": False,
        "findings": Overwrite([]),
        "supported": [],
        "support": Overwrite(0.0),
        "best": {"draft": "", "findings": []},
        "rewritten": [],
        "revisions": 0,
        "spending": Overwrite(spent_now(runtime)),
        "article": "",
        "rounds": 0,
        "tokens": 0,
        "cost": None,
    }


@in_time
async def plan(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Split the topic into questions. When the model can't, the topic is the one question.

    Raises:
        ModelError: no model will answer before someone changes something: a wrong key, say.
    """
    context = runtime.context or Context()
    schema = _questions(context.max_questions)
    ask = prompts.PLAN | structured("supervisor", schema, context.model)
    gaps: list[Gap] = []
    try:
        answer = await ask.ainvoke({"topic": state["topic"]})
        questions = _distinct(answer.model_dump()["questions"])
    except BudgetSpentError:
        questions = []  # the supervisor says so
    except ModelError as error:
        unfit = isinstance(error.__cause__, ValidationError | OutputParserException)
        if not (error.transient or unfit):
            raise
        log.warning("no plan from the model", error=str(error))
        gaps = [Gap(who="supervisor", what=f"The plan is the topic alone: {error}")]
        questions = []
    questions = questions[: context.max_questions] or [state["topic"]]
    emit(runtime, PlanEvent(type="plan", questions=questions))
    return {
        "questions": questions,
        "plan": "waiting" if context.approve_plan else "approved",
        "gaps": gaps,
        "spending": spent_now(runtime),
    }


async def confirm(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    """Pause for a person. One interrupt and no side effect before it: the node runs again."""
    request: HITLRequest = {
        "action_requests": [
            {
                "name": "research",
                "args": {"questions": state["questions"]},
                "description": state["plan_problem"] or "Research these questions?",
            }
        ],
        "review_configs": [
            {"action_name": "research", "allowed_decisions": ["approve", "edit", "reject"]}
        ],
    }
    decision = read_plan(interrupt(request))
    most = (runtime.context or Context()).max_questions
    if isinstance(decision, list) and len(decision) > most:
        decision = f"A plan has at most {most} questions."
    match decision:
        case "reject":
            said = "No article: the plan was rejected."
            return {"plan": "rejected", "article": said, "messages": [AIMessage(said)]}
        case "approve":
            return {"plan": "approved", "plan_problem": ""}
        case str(problem):
            return {"plan_problem": problem}
    questions = _distinct(decision)
    emit(runtime, PlanEvent(type="plan", questions=questions))
    return {"plan": "approved", "plan_problem": "", "questions": questions}


def planned(state: State) -> Literal["confirm", "supervisor", "__end__"]:
    """Ask a person while they have to be asked."""
    match state["plan"]:
        case "waiting":
            return "confirm"
        case "rejected":
            return "__end__"
    return "supervisor"


def _questions(most: int) -> type[BaseModel]:
    form: Any = (list[str], Field(min_length=1, max_length=most))
    return create_model("Plan", questions=form)


def _distinct(questions: list[str]) -> list[str]:
    cleaned = (" ".join(question.split())[:_LONGEST_QUESTION] for question in questions)
    first: dict[str, str] = {}
    for question in filter(None, cleaned):
        first.setdefault(question.casefold(), question)
    return list(first.values())
