"""The one way to a model is roles.py. Nothing is imported here: a child process starts fast."""
