"""What every target is."""

from dataclasses import dataclass
from typing import Literal, Protocol

from parley.approvals.text import Text


class PublishError(RuntimeError):
    """One sentence for the reviewer: why it was not published and what to do.

    Attributes:
        maybe_out: whether the text may have gone out all the same.
    """

    def __init__(self, sentence: str, *, maybe_out: bool = False) -> None:
        super().__init__(sentence)
        self.maybe_out = maybe_out


@dataclass(frozen=True)
class Parcel:
    """What goes out.

    Attributes:
        key: the same for each attempt to publish this text of this request.
        begun_at: when the first attempt began, in seconds since 1970; the same for each too.
    """

    key: str
    text: Text
    begun_at: float


class Target(Protocol):
    """A way out."""

    @property
    def name(self) -> Literal["file", "webhook", "email"]:
        """What state and ledger call it."""

    @property
    def knows_keys(self) -> bool:
        """Whether a second delivery of the same parcel does no harm."""

    async def send(self, parcel: Parcel) -> str:
        """Publish, and return where it went.

        Raises:
            PublishError: it is not published, or nobody knows.
        """
