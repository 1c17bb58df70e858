"""Results as a run would give them, for tests of what is made of them."""

from evals.result import CaseResult, Results, Said, Score

GRAPHS = {"advisor": 26, "approval": 20, "chat": 15, "team": 5}


def case(
    name: str, graph: str, passed: bool, *, advisory: bool = False, skipped: str = ""
) -> CaseResult:
    """A case that one check decides."""
    seen = "<b>not said</b>"
    score = Score(scorer="contains", turn=1, passed=passed, detail=seen, advisory=advisory)
    return CaseResult(
        id=name,
        graph=graph,
        category="plain",
        cluster=name,
        version="1",
        quick=True,
        scores=() if skipped else (score,),
        conversation=(Said(role="user", text="hi\x0b"), Said(role="assistant", text="<i>no</i>")),
        seconds=1.5,
        tokens=100,
        skipped=skipped,
    )


def run_with(failing: dict[str, int] | None = None, sizes: dict[str, int] | None = None) -> Results:
    """A run of the gate's size in which so many cases of each graph fail."""
    cases = [
        case(f"{graph}-{n}", graph, n >= (failing or {}).get(graph, 0))
        for graph, size in (sizes or GRAPHS).items()
        for n in range(size)
    ]
    return Results(
        target="in-process, model scripted",
        judge="scripted",
        quick=True,
        seconds=60,
        reused=0,
        cases=tuple(cases),
    )
