"""What is kept under the hash of what it depends on."""

from pathlib import Path

from evals.kept import Kept


def test_it_is_found_again_by_its_content(tmp_path: Path) -> None:
    Kept(tmp_path).keep(["a", {"x": 1, "y": 2}], {"score": True})
    assert Kept(tmp_path).find(["a", {"y": 2, "x": 1}]) == {"score": True}
    assert Kept(tmp_path).find(["a", {"x": 1, "y": 3}]) is None


def test_a_file_that_was_cut_off_is_not_there(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep("k", {"score": True})
    [path] = tmp_path.rglob("*.json")
    path.write_text('{"sco')
    assert kept.find("k") is None
