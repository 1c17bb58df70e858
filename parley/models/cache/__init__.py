"""Answers that are given again: kept in memory, for a few minutes and for their user alone."""
