"""What users say of themselves is theirs, with log-in, on any engine."""

import httpx
import pytest

from tests.server.conversation import texts, user
from tests.server.isolation.scene import Scene
from tests.server.people import BOB, CLEO, http_as

pytestmark = pytest.mark.xdist_group("isolation")


def says(http: httpx.Client, text: str) -> str:
    answer = http.post("/runs/wait", json={"assistant_id": "chat", "input": user(text)})
    return texts(answer.raise_for_status().json())[-1]


def test_nobody_hears_or_forgets_another_user_s_facts(scene: Scene) -> None:
    with http_as(scene.server, BOB) as bob, http_as(scene.server, CLEO) as cleo:
        says(bob, "I keep newts in Ghent.")
        assert "newts" not in says(cleo, "What do you know about me?")
        says(cleo, "Forget that I keep newts in Ghent.")
        says(cleo, "Forget everything about me.")
        assert "You keep newts in Ghent." in says(bob, "What do you know about me?")
        assert says(bob, "Forget my newts.").startswith("Done")
        assert "newts" not in says(bob, "What do you know about me?")
