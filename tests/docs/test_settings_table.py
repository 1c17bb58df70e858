"""The table of variables in operations.md tells the settings as they are."""

import re
from pathlib import Path

from parley.settings import Settings
from tests.docs.markdown import ROOT, sections
from tests.docs.renew import notices, renew

PAGE = ROOT / "docs" / "operations.md"


def test_it_is_up_to_date() -> None:
    renewed = renew("settings_table", "--check")
    assert renewed.returncode == 0, renewed.stdout + renewed.stderr


def test_a_stale_one_is_noticed_and_renewed(tmp_path: Path) -> None:
    now = PAGE.read_text(encoding="utf-8")
    old = now.replace("| `PARLEY_MODEL` |", "| `PARLEY_OLD` |")
    notices("settings_table", tmp_path / "operations.md", now, old)


def test_it_has_every_variable_once_and_then_those_of_others() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", sections(PAGE)["Environment variables"], re.MULTILINE)
    own = [name.upper() for name in Settings.model_fields]
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert rows[: len(own)] == own
    assert sorted(rows) == sorted(re.findall(r"^# ([A-Z_]+)=", example, re.MULTILINE))


def test_every_variable_has_its_effect() -> None:
    described = [field.description or "" for field in Settings.model_fields.values()]
    assert [text for text in described if not text.endswith(".") or "|" in text] == []
