"""Parley as two instances of the open engine on one machine: `make cluster`."""
