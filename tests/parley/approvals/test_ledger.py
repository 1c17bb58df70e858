"""A request is published once, whoever tries, however often, and wherever they are killed."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from parley.approvals import ledger
from parley.approvals.ledger import Entry
from parley.approvals.tables import transact
from parley.approvals.text import Text

ONE, OTHER = Text(title="One", body="Text."), Text(title="Other", body="Text.")


async def begin(text: Text = ONE, decision: int = 1, *, keyed: bool = True) -> Entry:
    target = "file" if keyed else "email"
    return await ledger.begin("r", text, target, decision, knows_keys=lambda name: name == "file")


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds an entry is gone when the next one comes."""
    monkeypatch.setattr(ledger, "HELD_SECONDS", 0.0)


async def test_of_many_at_once_one_acts() -> None:
    entries = await asyncio.gather(*(begin() for _ in range(20)))
    assert sum(entry.mine for entry in entries) == 1
    assert len({entry.key for entry in entries}) == 1


async def test_what_is_published_stays_so() -> None:
    entry = await begin()
    await ledger.end("r", entry.holder, "published", location="there", maybe_out=True)
    again = await begin(OTHER, decision=2)
    assert (again.mine, again.status, again.location) == (False, "published", "there")
    assert again.text == entry.text


@pytest.mark.usefixtures("killed")
async def test_a_target_with_keys_is_asked_again_after_a_kill() -> None:
    first = await begin()
    second = await begin()
    assert (second.mine, second.key, second.begun_at) == (True, first.key, first.begun_at)


@pytest.mark.usefixtures("killed")
async def test_one_without_keys_is_left_to_a_person_after_a_kill() -> None:
    await begin(keyed=False)
    assert [(await begin(keyed=False)).status for _ in range(2)] == ["uncertain"] * 2
    decided = await begin(keyed=False, decision=2)
    assert decided.mine


@pytest.mark.usefixtures("killed")
async def test_another_text_is_not_sent_after_one_that_may_be_out() -> None:
    first = await begin()
    other = await begin(OTHER, decision=2)
    assert (other.mine, other.text) == (False, first.text)


async def test_what_a_killed_server_held_is_free_at_once() -> None:
    first = await begin()
    assert not (await begin()).mine
    await ledger.let_go()
    assert (await begin()).mine
    await ledger.end("r", (await begin()).holder, "published", location="there", maybe_out=True)
    await ledger.let_go()
    assert not (await begin()).mine
    assert (await begin()).key == first.key


async def test_another_text_is_sent_after_one_that_was_refused() -> None:
    first = await begin()
    await ledger.end("r", first.holder, "failed", error="no", maybe_out=False)
    assert not (await begin(OTHER, decision=1)).mine
    other = await begin(OTHER, decision=2)
    assert other.mine
    assert other.key != first.key


@pytest.mark.usefixtures("killed")
async def test_an_attempt_that_was_taken_over_changes_nothing() -> None:
    slow = await begin()
    quick = await begin()
    await ledger.end("r", quick.holder, "published", location="quick", maybe_out=True)
    await ledger.end("r", slow.holder, "failed", error="late", maybe_out=True)
    found = await ledger.look_up("r")
    assert found
    assert (found.status, found.location) == ("published", "quick")


@dataclass
class Attempt:
    """One attempt: what it wants to send, for which decision, and how it ends."""

    text: Text
    decides: bool
    delivers: bool
    reports: str | None  # None: it is killed


attempts = st.lists(
    st.builds(
        Attempt,
        st.sampled_from([ONE, OTHER]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["published", "failed", None]),
    ),
    max_size=8,
)


@dataclass
class World:
    """What really went out, by key and by decision."""

    keys: set[str] = field(default_factory=set)
    decisions: list[int] = field(default_factory=list)


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("keyed", [True, False])
def test_nothing_goes_out_twice_in_any_order_of_events(keyed: bool) -> None:
    @given(attempts)
    @examples(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(steps: list[Attempt]) -> None:
        world = asyncio.run(_live(steps, keyed))
        assert len(world.keys) <= 1
        if not keyed:
            assert len(world.decisions) == len(set(world.decisions))

    holds()


async def _live(steps: list[Attempt], keyed: bool) -> World:
    world, decision = World(), 1
    await transact(lambda rows: rows.execute("DELETE FROM parley_publications"))
    for step in steps:
        decision += step.decides
        entry = await begin(step.text, decision, keyed=keyed)
        if not entry.mine:
            continue
        # An outcome is told as it was, or not at all.
        delivered = step.reports == "published" or (step.delivers and step.reports is None)
        if delivered:
            world.keys.add(entry.key)
            world.decisions.append(decision)
        if step.reports:
            await ledger.end("r", entry.holder, step.reports, maybe_out=delivered)
    return world
