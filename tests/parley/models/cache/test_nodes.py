from parley.models.cache.kept import empty_all
from parley.models.cache.nodes import NodeCache

_KEY = (("writes", "node"), "key")


async def test_what_a_node_gave_is_found_and_is_a_copy() -> None:
    cache = NodeCache()
    value = {"needs": ["loops"]}
    await cache.aset({_KEY: (value, None)})
    value["needs"].append("changed")
    assert await cache.aget([_KEY, (("writes", "other"), "key")]) == {_KEY: {"needs": ["loops"]}}


async def test_it_can_be_emptied() -> None:
    cache = NodeCache()
    await cache.aset({_KEY: ("a", None)})
    await cache.aclear()
    assert await cache.aget([_KEY]) == {}
    await cache.aset({_KEY: ("a", None)})
    await empty_all()
    assert await cache.aget([_KEY]) == {}
