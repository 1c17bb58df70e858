"""Reads what the metrics of this process say."""

from prometheus_client import REGISTRY


def value(name: str, **labels: str) -> float:
    """Return the value of a sample, 0 before its first."""
    return REGISTRY.get_sample_value(name, labels) or 0.0
