"""Holds a judge against labels, and remembers what that showed."""
