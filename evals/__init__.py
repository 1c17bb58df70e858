"""Scores that can be believed: datasets, scorers, calibrated judges, statistics, gate, report."""
