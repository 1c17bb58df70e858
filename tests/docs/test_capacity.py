"""What many conversations take is worked out from what was measured."""

from pathlib import Path

from tests.docs.markdown import ROOT
from tests.docs.renew import notices, renew

PAGE = ROOT / "docs" / "operations.md"


def test_it_is_up_to_date() -> None:
    renewed = renew("capacity", "--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_what_was_typed_is_noticed_and_renewed(tmp_path: Path) -> None:
    now = PAGE.read_text(encoding="utf-8")
    old = now.replace("<!-- capacity -->\n", "<!-- capacity -->\nOne machine is enough.\n")
    notices("capacity", tmp_path / "operations.md", now, old)
