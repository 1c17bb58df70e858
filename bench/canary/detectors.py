"""What the detectors find of the authored set, and what they mark that is nothing."""

from bench.canary.canaries import REDACT, load
from bench.figure import Figure
from parley.safety.pii import find


async def measure() -> dict[str, Figure]:
    """Hold what is found against the labels, for each kind."""
    found: list[tuple[int, str, str]] = []
    labelled: list[tuple[int, str, str]] = []
    canaries = load()
    for number, canary in enumerate(canaries):
        found += [(number, s.kind, canary.text[s.start : s.end]) for s in find(canary.text)]
        labelled += [(number, kind, v) for kind, values in canary.found.items() for v in values]
    figures: dict[str, Figure] = {}
    for kind in REDACT:
        right = [one for one in labelled if one[1] == kind]
        hits = sum(one in found for one in right)
        wrong = sum(one[1] == kind and one not in labelled for one in found)
        figures[f"pii_recall_{kind}"] = Figure(
            float(f"{hits / len(right):.3g}"),
            "share",
            f"labelled in the authored set: {len(right)}",
            1,
        )
        figures[f"pii_false_marks_{kind}"] = Figure(
            wrong, "marks", f"texts in the authored set: {len(canaries)}", 1
        )
    return figures


FIGURES = dict.fromkeys(
    (f"pii_{what}_{kind}" for kind in REDACT for what in ("recall", "false_marks")), measure
)
