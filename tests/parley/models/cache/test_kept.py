import pytest

from parley.models.cache import kept as module
from parley.models.cache.kept import Kept, empty_all


def test_what_is_kept_is_found() -> None:
    kept: Kept[str] = Kept()
    kept.keep("a", "answer")
    assert (kept.find("a"), kept.find("b")) == ("answer", None)


def test_it_holds_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    kept: Kept[int] = Kept()
    for number in range(3):
        kept.keep(str(number), number)
        kept.find("0")
    assert [kept.find(str(number)) for number in range(3)] == [0, None, 2]


@pytest.mark.parametrize(("seconds", "found"), [(0, None), (-1, None), (300, "answer")])
def test_nothing_is_found_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, seconds: int, found: str | None
) -> None:
    monkeypatch.setattr(module, "seconds", lambda: seconds)
    kept: Kept[str] = Kept()
    kept.keep("a", "answer")
    assert kept.find("a") == found


def test_all_are_emptied_at_once() -> None:
    one: Kept[str] = Kept()
    other: Kept[str] = Kept()
    one.keep("a", "answer")
    other.keep("a", "answer")
    empty_all()
    assert (one.find("a"), other.find("a")) == (None, None)
