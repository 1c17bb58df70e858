"""How figures are chosen, made, kept and shown. Nothing is measured here."""

import json
import subprocess
from pathlib import Path

import pytest

from bench.__main__ import chosen, main
from bench.figure import Figure, added, ratio
from bench.results import commit, merge, table

FIGURE = Figure(1.5, "times", "a bare server: 4.1 s", 5)


async def speed() -> dict[str, Figure]:
    return {"start_ratio": FIGURE, "memory_ratio": FIGURE}


async def size() -> dict[str, Figure]:
    return {"size_ratio": FIGURE}


SCENARIOS = {
    "server": {"start_ratio": speed, "memory_ratio": speed},
    "image": {"size_ratio": size},
}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    git(tmp_path, "init")
    git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--allow-empty", "-m.")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    ran = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def test_a_ratio_is_of_medians() -> None:
    assert ratio([1, 2, 90], [4, 3, 5], "baseline", "s").value == 0.5


def test_a_ratio_has_three_significant_digits() -> None:
    assert ratio([2], [3], "baseline", "s").value == 0.667


def test_a_ratio_names_what_the_baseline_took() -> None:
    assert ratio([2], [4.119], "bare server", "s").against == "bare server: 4.12 s"


def test_a_ratio_says_how_often_each_was_measured() -> None:
    assert ratio([2, 2], [4, 4], "baseline", "s").n == 2


def test_a_ratio_of_unequal_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="1 measurements against 2"):
        ratio([2], [4, 4], "baseline", "s")


def test_what_is_added_is_the_median_of_the_differences_of_neighbours() -> None:
    assert added([2, 13, 99], [1, 10, 98], "baseline", "ms").value == 1


def test_what_is_added_has_the_unit_of_its_baseline() -> None:
    figure = added([2], [1.5], "bare server", "ms")
    assert (figure.unit, figure.against) == ("ms", "bare server: 1.5 ms")


def test_what_is_added_may_be_less_than_nothing() -> None:
    assert added([1], [1.5], "baseline", "ms").value == -0.5


def test_what_is_added_to_unequal_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="1 measurements against 2"):
        added([2], [4, 4], "baseline", "ms")


def test_a_result_has_all_that_belongs_to_it(results: Path) -> None:
    merge({"new": FIGURE}, results)
    keys = {"value", "unit", "against", "n", "commit", "date"}
    assert json.loads(results.read_text())["new"].keys() == keys


def test_a_figure_that_was_not_measured_stays(results: Path) -> None:
    results.write_text('{"old": {"value": 1}}')
    merge({"new": FIGURE}, results)
    assert json.loads(results.read_text())["old"] == {"value": 1}


def test_a_figure_that_was_measured_is_replaced(results: Path) -> None:
    results.write_text('{"new": {"value": 1}}')
    merge({"new": FIGURE}, results)
    assert json.loads(results.read_text())["new"]["value"] == FIGURE.value


def test_the_commit_is_its_short_hash(repository: Path) -> None:
    assert commit(repository) == git(repository, "rev-parse", "--short", "HEAD")


def test_the_commit_says_that_there_are_changes(repository: Path) -> None:
    (repository / "code.py").touch()
    assert commit(repository).endswith("+changes")


def test_changes_elsewhere_in_the_repository_count(repository: Path) -> None:
    (repository / "bench").mkdir()
    (repository / "code.py").touch()
    assert commit(repository / "bench").endswith("+changes")


def test_the_results_alone_are_no_change(repository: Path) -> None:
    (repository / "results.json").touch()
    assert not commit(repository).endswith("+changes")


def test_the_table_has_a_line_for_each_figure() -> None:
    _, line = table({"start_ratio": FIGURE}).splitlines()
    assert line.split(maxsplit=4) == ["start_ratio", "1.5", "times", "5", FIGURE.against]


def test_the_columns_of_the_table_are_aligned() -> None:
    lines = table({"a": FIGURE, "a_longer_name": FIGURE}).splitlines()
    starts = {lines[0].index("against"), *(line.index(FIGURE.against) for line in lines[1:])}
    assert len(starts) == 1


def test_no_name_chooses_everything() -> None:
    assert chosen([], SCENARIOS) == [speed, size]


def test_a_scenario_is_chosen_by_its_name() -> None:
    assert chosen(["server"], SCENARIOS) == [speed]


def test_a_figure_is_chosen_by_its_name() -> None:
    assert chosen(["memory_ratio"], SCENARIOS) == [speed]


def test_an_unknown_name_ends_with_code_2(results: Path) -> None:
    assert main(["serve"], SCENARIOS, results) == 2


def test_an_unknown_name_is_told_what_there_is(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["serve"], SCENARIOS, results)
    assert capsys.readouterr().err == (
        "Nothing is called 'serve'; scenarios and their figures: "
        "server (start_ratio, memory_ratio); image (size_ratio).\n"
    )


def test_an_unknown_name_measures_nothing(results: Path) -> None:
    main(["image", "serve"], SCENARIOS, results)
    assert not results.exists()
