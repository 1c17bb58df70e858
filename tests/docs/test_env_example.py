""".env.example names every variable, and sets none: a copy of it changes nothing."""

import re
from itertools import pairwise

from parley.settings import Settings
from tests.docs.markdown import ROOT

# Read by LangSmith's client, by OpenTelemetry's and by the server, not by Parley.
_TRACING = {"LANGSMITH_TRACING", "LANGSMITH_PROJECT", "OTEL_EXPORTER_OTLP_ENDPOINT"}
_OTHERS = _TRACING | {"LOG_JSON", "BG_JOB_TIMEOUT_SECS"}

LINES = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def test_it_names_exactly_what_is_read() -> None:
    named = [name for line in LINES for name in re.findall(r"^# ([A-Z][A-Z_]+)=", line)]
    assert sorted(named) == sorted({name.upper() for name in Settings.model_fields} | _OTHERS)


def test_every_line_is_a_comment() -> None:
    assert [line for line in LINES if line and not line.startswith("# ")] == []


def test_every_variable_is_explained() -> None:
    for before, line in pairwise(LINES):
        if re.match(r"# [A-Z_]+=", line):
            assert re.match(r"# (?![A-Z_]+=)", before), line
