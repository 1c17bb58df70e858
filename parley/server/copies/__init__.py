"""Whole copies of a thread's messages, without writing what an older copy holds already."""
