"""The JavaScript example, with the SDK that its lock file pins."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.provider import Provider
from tests.server.conversation import needs
from tests.server.dev_server import PROJECT, DevServer


@needs("chat")
@pytest.mark.index
@pytest.mark.timeout(300)
def test_it_streams_two_turns(shared_server: DevServer, provider: Provider, tmp_path: Path) -> None:
    provider.reply("Nice to meet you.", "You told me.")
    folder = shutil.copytree(PROJECT / "examples" / "javascript", tmp_path / "javascript")
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    ran = subprocess.run(
        ["node", "chat.mjs"],
        cwd=folder,
        env=os.environ | {"PARLEY_URL": shared_server.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Nice to meet you." in ran.stdout
    assert "You told me." in ran.stdout
