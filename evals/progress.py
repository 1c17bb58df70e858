"""How far a run is, how long it will take and what it will cost."""

from collections.abc import Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.baseline import Baseline
from evals.cases import Case
from evals.conversation import Talk
from evals.result import CaseResult


class Bar:
    """Two bars: conversations, then scores. In a log, where no bar can move, a line each tenth."""

    def __init__(self, cases: int, repeats: int, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:14}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[spent]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._total = cases * repeats
        self._talking = self._progress.add_task("Conversations", total=self._total, spent="")
        self._scoring = self._progress.add_task("Scores", total=self._total, spent="")
        self._done = 0
        self._tokens = 0
        self._dollars = 0.0

    def talked(self, case: Case, talk: Talk) -> None:
        """Count a conversation and what it took."""
        self._done += 1
        self._tokens += sum(reply.tokens or 0 for reply in talk.replies)
        self._dollars += sum(reply.dollars or 0 for reply in talk.replies)
        whole = self._dollars * self._total / self._done
        spent = f"{self._tokens:,} tokens, ${self._dollars:.2f} of about ${whole:.2f}"
        self._progress.update(self._talking, advance=1, spent=spent)
        tenth = max(self._total // 10, 1)
        if not self._console.is_terminal and self._done % tenth == 0:
            self._console.print(f"{self._done} of {self._total}: {case.id}; {spent}")

    def scored(self, result: CaseResult) -> None:
        """Count a score; a skipped case is no conversation."""
        if result.status == "skipped":
            self._progress.update(self._talking, advance=1)
        self._progress.update(self._scoring, advance=1)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def estimate(cases: Sequence[Case], repeats: int, baseline: Baseline | None) -> str:
    """Say what a run will take, by what the baseline took; or that nobody knows yet."""
    verdicts = sum(case.judged for case in cases) * repeats
    begin = f"{len(cases)} cases, {repeats} time(s) each, {verdicts} verdicts of a judge"
    known = [baseline.cases[c.id] for c in cases if c.id in baseline.cases] if baseline else []
    if not known:
        return f"{begin}. No baseline of this model: the bar says how long it takes."
    share = len(cases) * repeats / len(known)
    tokens = sum(one.tokens or 0 for one in known) * share
    minutes = sum(one.seconds for one in known) * share / 60
    return (
        f"{begin}: about {minutes:.0f} min on the baseline's machine and {tokens:,.0f} tokens. "
        "What is kept from an earlier run takes none."
    )
