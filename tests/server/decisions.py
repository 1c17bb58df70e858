"""Ways to decide about an announcement, or to write its state, for one who may not."""

import uuid
from collections.abc import Callable
from typing import Any

from tests.server.ask import ENVELOPE, Ask
from tests.server.belongings import Belongings
from tests.server.conversation import user
from tests.server.forged import command, rpc, served

_APPROVE = {"decisions": [{"type": "approve"}]}
_DRAFT = {"title": "forged", "body": "forged"}
_PUBLISH = {
    "goto": "publish",
    "update": {**user("forged"), "draft": _DRAFT, "decision": "approve", "problem": ""},
}
_YEARLY = "0 0 29 2 *"
NO = frozenset({403})
# Refused for what is asked, whoever asks it.
_NOT_LIKE_THIS = frozenset({400, 403, 422})


def approval(**more: Any) -> dict[str, Any]:
    return {"assistant_id": "approval", **more}


def _resume_map(mine: Belongings) -> dict[str, Any]:
    return {"__pregel_resume_map": {mine.interrupt: _APPROVE}, "__pregel_resuming": True}


def _said(mine: Belongings, **more: Any) -> dict[str, Any]:
    task = {"contextId": mine.paused, "taskId": f"{mine.paused}:{mine.paused_run}"}
    parts = [{"kind": "text", "text": "approve"}]
    return {"role": "user", "messageId": "1", "parts": parts, **task, **more}


# State that comes with a new thread.
STATES: dict[str, dict[str, Any]] = {
    "values": {"values": {"draft": _DRAFT}, "as_node": "review"},
    "a command": {"command": _PUBLISH, "as_node": "review"},
}

# `mine` is what the one who asks has: the thread that waits is their own, but not the role.
DECISIONS: dict[str, Callable[[Belongings], Ask]] = {
    **{
        f"a command to {how or '/'}": lambda mine, how=how: Ask(
            "POST",
            f"/threads/{mine.paused}/runs{how}",
            approval(command={"resume": _APPROVE}),
            right=NO,
        )
        for how in ("", "/wait", "/stream")
    },
    **{
        f"a command without a thread to {how or '/'}": lambda mine, how=how: Ask(
            "POST", f"/runs{how}", approval(command=_PUBLISH), right=NO
        )
        for how in ("", "/wait", "/stream")
    },
    "a command in a batch": lambda mine: Ask(
        "POST", "/runs/batch", [approval(command=_PUBLISH)], right=NO
    ),
    "a command to a thread that isn't there yet": lambda mine: Ask(
        "POST",
        f"/threads/{uuid.uuid4()}/runs/wait",
        approval(command=_PUBLISH, if_not_exists="create"),
        right=NO,
    ),
    "a command by the id of the assistant": lambda mine: Ask(
        "POST",
        f"/threads/{uuid.uuid4()}/runs/wait",
        {"assistant_id": served("approval"), "command": _PUBLISH, "if_not_exists": "create"},
        right=NO,
    ),
    "a command through another graph": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        {"assistant_id": "chat", "command": {"resume": _APPROVE}},
        right=NO,
    ),
    "an update by a command": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        approval(command={"update": {"decision": "approve"}}),
        right=NO,
    ),
    "a command with empty parts": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        approval(command={"resume": None, "goto": [], "update": None}),
        right=NO,
    ),
    "a resume map in the config": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        approval(input=None, config={"configurable": _resume_map(mine)}),
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in the context": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        approval(input=None, context=_resume_map(mine)),
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in the checkpoint": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/wait",
        approval(input=None, checkpoint={"checkpoint_ns": "", **_resume_map(mine)}),
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in an assistant": lambda mine: Ask(
        "POST",
        "/assistants",
        {"graph_id": "approval", "config": {"configurable": _resume_map(mine)}},
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in a changed assistant": lambda mine: Ask(
        "PATCH",
        f"/assistants/{mine.assistant}",
        {"graph_id": "approval", "context": _resume_map(mine)},
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in a cron": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/crons",
        approval(schedule=_YEARLY, config={"configurable": _resume_map(mine)}),
        right=_NOT_LIKE_THIS,
    ),
    "a resume map in a changed cron": lambda mine: Ask(
        "PATCH",
        f"/runs/crons/{mine.thread_cron}",
        {"config": {"configurable": _resume_map(mine)}},
        right=_NOT_LIKE_THIS,
    ),
    "state": lambda mine: Ask(
        "POST", f"/threads/{mine.paused}/state", {"values": {"decision": "approve"}}, right=NO
    ),
    "state as the reviewer": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/state",
        {"values": {"decision": "approve", "draft": _DRAFT}, "as_node": "review"},
        right=NO,
    ),
    "state at an earlier step": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/state",
        {
            "values": {"decision": "approve"},
            "as_node": "approve",
            "checkpoint": {"checkpoint_id": mine.paused_checkpoint},
        },
        right=NO,
    ),
    "an answer over the streaming protocol": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/commands",
        command("input.respond", interrupt_id=mine.interrupt, response=_APPROVE),
        right=ENVELOPE | NO,
    ),
    "an input that the streaming protocol takes for an answer": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/commands",
        command("run.start", assistant_id="approval", input=_APPROVE),
        right=ENVELOPE | NO,
    ),
    "a resume map over the streaming protocol": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/commands",
        command(
            "run.start",
            assistant_id="approval",
            input=None,
            config={"configurable": _resume_map(mine)},
        ),
        right=ENVELOPE | _NOT_LIKE_THIS,
    ),
    "an answer over A2A": lambda mine: Ask(
        "POST",
        f"/a2a/{served('approval')}",
        rpc("message/send", message=_said(mine)),
        right=ENVELOPE | NO,
    ),
    "a command over A2A": lambda mine: Ask(
        "POST",
        f"/a2a/{served('approval')}",
        rpc("message/send", message=_said(mine, command={"resume": _APPROVE})),
        right=ENVELOPE | NO,
    ),
    "a command over A2A to a new thread": lambda mine: Ask(
        "POST",
        f"/a2a/{served('approval')}",
        rpc(
            "message/send",
            message=_said(mine, contextId=str(uuid.uuid4()), taskId=None, command=_PUBLISH),
        ),
        right=ENVELOPE | NO,
    ),
    "a command in a cron": lambda mine: Ask(
        "POST",
        f"/threads/{mine.paused}/runs/crons",
        approval(schedule=_YEARLY, command={"resume": _APPROVE}),
        right=_NOT_LIKE_THIS,
    ),
    "a command in a changed cron": lambda mine: Ask(
        "PATCH",
        f"/runs/crons/{mine.thread_cron}",
        {"command": {"resume": _APPROVE}},
        right=_NOT_LIKE_THIS,
    ),
    "deleting a user": lambda mine: Ask("DELETE", "/users/ann", right=NO),
    "deleting oneself": lambda mine: Ask("DELETE", "/users/cleo", right=NO),
}
