"""What an announcement is on its way from request to publication."""

from typing import Literal, TypedDict

from pydantic import BaseModel, Field

from parley.messages import Messages

Status = Literal["pending", "published", "rejected", "failed"]


class Announcement(BaseModel):
    """A text that may be published, whoever wrote it."""

    title: str = Field(min_length=1, description="at most ten words")
    body: str = Field(min_length=1, description="two to four sentences, in Markdown")


# State holds plain data: any later version of this code can read it.
class Draft(TypedDict):
    """An announcement, as drafted or as a reviewer left it."""

    title: str
    body: str


class Publication(TypedDict):
    """Where an announcement went."""

    id: str  # the same for the same text on the same thread
    target: Literal["file", "webhook"]
    location: str  # the file's path, or the host that took it
    published_at: str  # ISO 8601, UTC


class Input(TypedDict):
    """What to announce, in words."""

    messages: Messages


class Output(TypedDict):
    """`publication` is None until there is one."""

    messages: Messages
    status: Status
    draft: Draft
    publication: Publication | None


class State(Output):
    """Beside the output, what the review said."""

    decision: Literal["approve", "edit", "reject"] | None
    # Why the reviewer is asked again: an unreadable answer or a failed publication. Else empty.
    problem: str
