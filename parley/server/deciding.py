"""Which graphs ask for a role of whoever decides there, by a command or by writing state."""

from collections.abc import Collection
from uuid import UUID

from parley.server.listed import listed

ROLES = {"approval": "approver"}
NO_COMMAND = "A cron can't send a command: nobody is there to decide."


async def missing_role(
    identity: str,
    roles: Collection[str],
    thread_id: UUID | str | None,
    assistant_id: UUID | str | None = None,
) -> str | None:
    """Return one sentence when the user lacks a role that the graph asks for, or None.

    Args:
        identity: of the user.
        roles: the user's.
        thread_id: where they would decide.
        assistant_id: whom they would tell.
    """
    # Of what is not there, or not theirs, the server says so itself.
    graphs = set()
    if thread_id and (thread := await listed().thread(str(thread_id))):
        graphs |= {thread.graph} if thread.owner == identity else set()
    if assistant_id and (assistant := await listed().assistant(str(assistant_id))):
        graphs |= {assistant.graph} if assistant.owner in {identity, None} else set()
    for role in {ROLES[graph] for graph in graphs if graph in ROLES} - set(roles):
        return f"This needs the role {role}: ask who gave you your key."
    return None
