"""Long-term memory: what a user said of themselves, kept for all of their threads."""
