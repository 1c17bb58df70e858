"""Figures about Parley, each against something measured in the same run."""
