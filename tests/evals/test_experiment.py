"""A run as a LangSmith experiment, at a stand-in of its API."""

from collections import Counter
from collections.abc import Iterator

import pytest
from langsmith import Client

from evals.cases import Case
from evals.experiment import UploadError, upload
from evals.result import Results
from tests.evals.runs import case, run_with
from tests.experiments import Experiments


@pytest.fixture
def langsmith(monkeypatch: pytest.MonkeyPatch) -> Iterator[Experiments]:
    monkeypatch.setenv("LANGSMITH_TRACING", "false")  # as `make evals` sets it
    with Experiments() as langsmith:
        yield langsmith


def client(langsmith: Experiments) -> Client:
    return Client(api_url=langsmith.url, api_key="any", retry_config=None)


def cases_of(results: Results) -> list[Case]:
    return [
        Case.model_validate(
            {
                "id": result.id,
                "graph": result.graph,
                "category": "plain",
                "turns": [{"say": "hi", "checks": [{"contains": ["x"]}]}],
            }
        )
        for result in results.cases
    ]


async def test_the_same_scores_stand_there_as_feedback(langsmith: Experiments) -> None:
    results = run_with({"advisor": 2}, sizes={"advisor": 3, "chat": 1})
    name = await upload(results, cases_of(results), client(langsmith))

    [dataset] = langsmith.datasets.values()
    assert dataset["name"] == "parley-evals-quick"
    assert {e["inputs"]["case"] for e in langsmith.examples.values()} == {
        case.id for case in results.cases
    }
    [session] = langsmith.sessions.values()
    assert session["name"] == name
    assert session["reference_dataset_id"] == dataset["id"]
    roots = {
        run_id: run for run_id, run in langsmith.runs.items() if run.get("reference_example_id")
    }
    assert len(roots) == 4
    said = Counter()  # type: ignore[var-annotated]
    for one in langsmith.feedback:
        example = langsmith.examples[roots[one["run_id"]]["reference_example_id"]]
        said[example["inputs"]["case"], one["key"], one["score"]] += 1
    expected = {
        (result.id, key, float(result.status == "passed"))
        for result in results.cases
        for key in ("contains.1", "passed")
    }
    assert set(said) == expected
    assert set(said.values()) == {1}


async def test_a_second_experiment_is_of_the_same_examples(langsmith: Experiments) -> None:
    results = run_with(sizes={"chat": 2})
    await upload(results, cases_of(results), client(langsmith))
    await upload(results, cases_of(results), client(langsmith))
    assert len(langsmith.datasets) == 1
    assert len(langsmith.examples) == 2
    assert len(langsmith.sessions) == 2


async def test_repeats_and_skipped_cases(langsmith: Experiments) -> None:
    results = run_with(sizes={"chat": 1})
    more = (
        *results.cases,
        results.cases[0].model_copy(update={"repeat": 1}),
        case("chat-new", "chat", True, skipped="the graph has no x"),
    )
    results = results.model_copy(update={"cases": more})
    once = [*cases_of(results)[:1], *cases_of(results)[2:]]
    await upload(results, once, client(langsmith))
    assert sum(one["key"] == "passed" for one in langsmith.feedback) == 2


async def test_a_refusal_is_one_sentence(langsmith: Experiments) -> None:
    langsmith.status = 403
    results = run_with(sizes={"chat": 1})
    with pytest.raises(UploadError, match="LANGSMITH_API_KEY"):
        await upload(results, cases_of(results), client(langsmith))
