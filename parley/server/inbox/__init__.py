"""The page for reviewers at /inbox: what waits, what was decided, and the forms to decide with."""
