"""canary: 200 authored texts with personal data and secrets, sent through everything.

Each is said by a user, a reviewer, a document and the model, and then looked for, raw, wherever
something is shown or kept. The policy redacts every kind, so that nothing may be found.
"""

from importlib import import_module
from importlib.util import find_spec

from bench.canary import detectors, leaks, orders

FIGURES = {**leaks.FIGURES, **detectors.FIGURES, **orders.FIGURES}
if find_spec("graphs.chat"):  # a graph that was deleted takes its figure along
    FIGURES |= import_module("bench.canary.added").FIGURES
