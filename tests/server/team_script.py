"""A scripted model that plays every role of the team."""

from typing import Any

from tests.provider import JSON, Reply

ARTICLE = "# Breakers\n\nA circuit breaker has three states.\n\nIn the closed state, calls pass."


def team(request: JSON) -> Reply:
    """What each role of the team answers, told apart by the form asked of it."""
    return play(request)


def play(
    request: JSON,
    *,
    draft: str = ARTICLE,
    questions: tuple[str, ...] = ("breaker states", "half-open breaker", "breaker thresholds"),
    problems: Any = (),
    step: str = "",
    verdict: str = "supported",
    rewrite: str = "A circuit breaker has three states.",
) -> Reply:
    """Answer as one of the team; `step` is chosen wherever it is offered, else the first one."""
    wanted = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    match list(wanted.get("properties", {})):
        case ["questions"]:
            most = wanted["properties"]["questions"]["maxItems"]
            return Reply(json={"questions": list(questions)[:most]})
        case ["useful"]:
            return Reply(json={"useful": [1, 2]})
        case ["problems"]:
            return Reply(json={"problems": list(problems)})
        case ["step"]:
            legal = wanted["properties"]["step"]["enum"]
            return Reply(json={"step": step if step in legal else legal[0]})
        case ["verdict"]:
            return Reply(json={"verdict": verdict})
        case ["s1", *_] as passages:
            return Reply(json=dict.fromkeys(passages, rewrite))
    return Reply(draft)
