"""A run as a LangSmith experiment: a dataset of the cases, and the same scores as feedback.

No model is asked: the experiment's target looks up the conversation that there is.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from langsmith import Client, aevaluate
from langsmith.utils import LangSmithError

from evals.cases import Case
from evals.result import CaseResult, Results


class UploadError(RuntimeError):
    """One sentence: why nothing, or not all, is at LangSmith."""


async def upload(results: Results, cases: Sequence[Case], client: Client) -> str:
    """Make the dataset if there is none, add its new cases, and make an experiment of a run.

    Args:
        results: the run.
        cases: the cases that it ran.
        client: with a key and an endpoint.

    Returns:
        The experiment's name.

    Raises:
        UploadError: LangSmith can't be reached or refuses.
    """
    name = f"parley-evals-{'quick' if results.quick else 'full'}"
    try:
        examples = await asyncio.to_thread(_examples, client, name, cases)
        ran: dict[str, deque[CaseResult]] = defaultdict(deque)
        for result in results.cases:
            if not result.skipped:
                ran[result.id].append(result)
        wanted = [example for example in examples if (example.metadata or {})["case"] in ran]

        async def look_up(inputs: dict[str, Any]) -> dict[str, Any]:
            runs = ran[inputs["case"]]
            runs.rotate(-1)  # the next repetition is the next run
            return _outputs(runs[-1])

        found = await aevaluate(
            look_up,
            data=wanted,
            evaluators=[_feedback],
            client=client,
            experiment_prefix="parley",
            num_repetitions=max(len(runs) for runs in ran.values()),
            max_concurrency=1,
            metadata={"target": results.target, "judge": results.judge},
        )
        await asyncio.to_thread(client.flush)
    except (LangSmithError, OSError) as error:
        raise UploadError(
            f"The experiment is not at LangSmith ({type(error).__name__}): "
            "check LANGSMITH_API_KEY and LANGSMITH_ENDPOINT."
        ) from error
    return str(found.experiment_name)


def _examples(client: Client, name: str, cases: Sequence[Case]) -> list[Any]:
    if client.has_dataset(dataset_name=name):
        dataset = client.read_dataset(dataset_name=name)
    else:
        dataset = client.create_dataset(name, description="Parley's evals (evals/datasets).")
    # The same words and checks are the same example, so that experiments can be compared.
    wanted = {str(uuid5(NAMESPACE_URL, f"{name}/{c.model_dump_json()}")): c for c in cases}
    there = {str(example.id) for example in client.list_examples(dataset_id=dataset.id)}
    new = [
        {
            "id": each,
            "inputs": {"case": case.id, "turns": case.model_dump(mode="json")["turns"]},
            "metadata": {"case": case.id, "graph": case.graph, "category": case.category},
        }
        for each, case in wanted.items()
        if each not in there
    ]
    if new:
        client.create_examples(dataset_id=dataset.id, examples=new)
    return [e for e in client.list_examples(dataset_id=dataset.id) if str(e.id) in wanted]


def _outputs(result: CaseResult) -> dict[str, Any]:
    return {
        "messages": [{"role": said.role, "content": said.text} for said in result.conversation],
        "status": result.status,
        "scores": [score.model_dump() for score in result.scores],
    }


def _feedback(outputs: dict[str, Any]) -> dict[str, Any]:
    scores = [
        {
            "key": f"{one['scorer']}{f'.{one["turn"]}' if one['turn'] else ''}"
            + (".advisory" if one["advisory"] else ""),
            "score": float(one["passed"]),
            "comment": one["detail"],
        }
        for one in outputs["scores"]
    ]
    return {"results": [*scores, {"key": "passed", "score": float(outputs["status"] == "passed")}]}
