"""Nobody's memories are another one's, whatever the two are called."""

import pytest

from tests.server.isolation.scene import Scene
from tests.server.people import LOOK_ALIKES, http_as

pytestmark = pytest.mark.xdist_group("isolation")


def test_no_two_users_share_memories(scene: Scene) -> None:
    clients = {who: http_as(scene.server, who) for who in LOOK_ALIKES}
    for who, http in clients.items():
        item = {"namespace": ["notes"], "key": "diary", "value": {"whose": who}}
        assert http.put("/store/items", json=item).status_code == 204, who
    for who, http in clients.items():
        own = {"params": {"namespace": "notes", "key": "diary"}}
        assert http.get("/store/items", **own).json()["value"] == {"whose": who}
        for prefix in ([], ["notes"], ["*"], ["%"]):
            asked = {"namespace_prefix": prefix, "limit": 1000}
            items = http.post("/store/items/search", json=asked).json()["items"]
            assert [item["value"] for item in items] in ([{"whose": who}], []), who
        for asked in ({}, {"prefix": ["*"]}, {"suffix": ["notes"]}, {"suffix": ["*", "notes"]}):
            assert len(http.post("/store/namespaces", json=asked).json()["namespaces"]) <= 1, who
        http.close()
    assert scene.unchanged()
