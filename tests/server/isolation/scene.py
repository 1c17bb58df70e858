"""A server where everyone has something, and what of it nobody else may learn or change."""

from typing import NamedTuple

from tests.server.belongings import Belongings, Found, everything
from tests.server.engine import Server
from tests.server.people import ANN, http_as


class Scene(NamedTuple):
    """A server where Ann has two of everything, and Bob and Cleo one.

    Bob knows every id of `ann`, so only its text would be news to him. He knows none of `hidden`.
    """

    server: Server
    ann: Belongings
    hidden: Belongings
    bob: Belongings
    cleo: Belongings
    before: Found

    def told_by(self, answer: str, asked: str = "") -> set[str]:
        """What an answer gives away that Bob could not know."""
        secrets = self.hidden.words() | {self.ann.text}
        return {secret for secret in secrets if secret in answer and secret not in asked}

    def published(self, *texts: str) -> set[str]:
        """Which of these texts is in a file that was published."""
        files = (self.server.folder / "published").glob("*.md")
        out = "".join(file.read_text() for file in files)
        return {text for text in texts if text in out}

    def unchanged(self) -> bool:
        with http_as(self.server, ANN) as http:
            now = everything(http)
        assert now == self.before
        return True
