import json
import os
import subprocess
import sys

import pytest

from parley.environment import started_with

# What `langgraph dev` does to itself, and what its reloader's child then inherits.
PATCHED = '''
import json, os, subprocess, sys
os.environ["DATABASE_URI"] = ":memory:"
ask = """
import json, os
from parley.environment import started_with
print(json.dumps(started_with(dict(os.environ)).get("DATABASE_URI")))
"""
if sys.argv[1] == "child":
    subprocess.run([sys.executable, "-c", ask])
else:
    exec(ask)
'''


@pytest.mark.parametrize("reader", ["itself", "child"])
def test_the_operators_value_is_found_behind_the_placeholder(reader: str) -> None:
    environment = os.environ | {"DATABASE_URI": "postgres://db/parley"}
    ran = subprocess.run(
        [sys.executable, "-c", PATCHED, reader],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == "postgres://db/parley"


def test_a_placeholder_with_nothing_behind_it_is_unset() -> None:
    assert started_with({"DATABASE_URI": ":memory:", "A": "b"}) == {"A": "b"}


def test_all_else_is_left_alone() -> None:
    assert started_with({"REDIS_URI": "redis://x", "A": None}) == {
        "REDIS_URI": "redis://x",
        "A": None,
    }
