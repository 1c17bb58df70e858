"""canary: 200 authored texts with personal data and secrets, sent through everything.

Each is said by a user, a reviewer, a document and the model, and then looked for, raw, wherever
something is shown or kept. The policy redacts every kind, so that nothing may be found.
"""

from bench.canary import added, detectors, leaks, orders

FIGURES = {**leaks.FIGURES, **detectors.FIGURES, **orders.FIGURES, **added.FIGURES}
