"""The results as JUnit XML, which every CI shows."""

from xml.etree import ElementTree

from evals.result import CaseResult, Results


def junit(results: Results) -> str:
    """Return a suite for each graph and a test for each case."""
    root = ElementTree.Element("testsuites", name="evals", time=f"{results.seconds:.1f}")
    for graph in results.graphs:
        cases = [case for case in results.cases if case.graph == graph]
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=graph,
            tests=str(len(cases)),
            failures=str(sum(case.status == "failed" for case in cases)),
            skipped=str(sum(case.status in ("skipped", "advisory") for case in cases)),
        )
        for case in cases:
            suite.append(_test(case))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _test(case: CaseResult) -> ElementTree.Element:
    name = case.id if case.repeat == 0 else f"{case.id} (repeat {case.repeat})"
    test = ElementTree.Element(
        "testcase", name=name, classname=f"evals.{case.graph}", time=f"{case.seconds:.1f}"
    )
    match case.status:
        case "skipped":
            ElementTree.SubElement(test, "skipped", message=case.skipped)
        case "advisory":
            ElementTree.SubElement(test, "skipped", message="only a judge below the bar scored it")
        case "failed":
            wrong = [s for s in case.scores if not s.passed and not s.advisory]
            said = "; ".join(f"turn {s.turn}, {s.scorer}: {s.detail}" for s in wrong)
            failure = ElementTree.SubElement(test, "failure", message=_clean(said))
            failure.text = _clean("\n".join(f"{m.role}: {m.text}" for m in case.conversation))
    return test


def _clean(text: str) -> str:
    """Leave out what XML 1.0 can't hold."""
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)
