"""Databases, as whoever keeps something uses them: the server, and what a graph has to remember."""
