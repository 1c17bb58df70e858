"""What can go wrong when the server starts."""


class StorageError(RuntimeError):
    """The place where threads and memories are kept cannot be used; the message says why."""
