"""One trace for each run, to LangSmith or to any OTLP viewer, with nothing sensitive in it."""

from parley.telemetry.tracing.client import flush, start

__all__ = ["flush", "start"]
