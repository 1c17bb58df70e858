import uuid

import pytest

from tests.raw import raw_in


@pytest.mark.parametrize(
    "told", ["is 4111 1111", '"4111"', r"\n4111x", "4111111111111111", "-4111"]
)
def test_a_part_of_what_was_written_is_found(told: str) -> None:
    assert raw_in(f"{uuid.uuid4()} {told}", "4111", "kill") == ["4111"]


@pytest.mark.parametrize(
    "told",
    [
        "lc_run--7f6ec041-4111-4a5b-8411-141110411130",
        "7f6ec04141114a5b8411141110411130",
        "<object at 0x7f64111e50>",
        "2026-11-29T05:08:23.411123+00:00",
    ],
)
def test_digits_of_an_id_are_not(told: str) -> None:
    assert raw_in(told, "4111") == []
