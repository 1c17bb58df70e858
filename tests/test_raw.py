import pytest

from tests.raw import raw_in


@pytest.mark.parametrize("told", ["is 4111 1111", '"4111"', "'4111 '", "a,4111,b", "4111."])
def test_a_part_of_what_was_written_is_found(told: str) -> None:
    assert raw_in(told, "4111", "kill") == ["4111"]


@pytest.mark.parametrize(
    "told", ["7f6ec041-4111-4a5b-8411-141110411130", "lc_run--4111", "0x4111", "0.4111", "41111"]
)
def test_digits_of_an_id_are_not(told: str) -> None:
    assert raw_in(told, "4111") == []
