"""What an announcement is on its way from request to publication."""

from typing import Annotated, Literal, NotRequired, TypedDict

from pydantic import AfterValidator, BaseModel, Field

from parley.approvals.requests import Check
from parley.approvals.text import Text
from parley.messages import Messages

Status = Literal["pending", "published", "rejected", "expired", "failed", "uncertain"]


def _storable(text: str) -> str:
    # No database and no file takes these.
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("it holds characters that can't be written")
    return text


def _one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("it must be one line")
    return text


# No `type`: a model's schema would show these by reference.
Storable = Annotated[str, AfterValidator(_storable)]
Line = Annotated[Storable, AfterValidator(_one_line)]


class Announcement(BaseModel):
    """A text that may be published, whoever wrote it."""

    title: Line = Field(min_length=1, description="at most ten words")
    body: Storable = Field(min_length=1, description="two to four sentences, in Markdown")

    def text(self) -> Text:
        """Return it as plain data."""
        return Text(title=self.title, body=self.body)


# State holds plain data: any later version of this code can read it.
Draft = Text


class Publication(TypedDict):
    """Where an announcement went."""

    id: str  # the same for the same text of the same request
    target: Literal["file", "webhook", "email"]
    location: str  # the file's path, the host that took it, or the addresses
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
    """Beside the output, what the review said. Threads of release 0.1.0 lack the last ones."""

    decision: Literal["approve", "edit", "reject", "respond"] | None
    # Why the reviewer is asked again: an unreadable answer or a failed publication. Else empty.
    problem: str
    request: NotRequired[str]
    requester: NotRequired[str]
    checks: NotRequired[list[Check]]
    asks: NotRequired[int]
    rounds: NotRequired[int]
    # What the reviewer wants otherwise in the next draft.
    feedback: NotRequired[str]
    # The fingerprint of the text that was approved, and the number of the decision.
    approved: NotRequired[str | None]
    decided: NotRequired[int]
