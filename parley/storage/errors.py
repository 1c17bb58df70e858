"""What can go wrong with a database."""


class StorageError(RuntimeError):
    """The place where threads and memories are kept cannot be used; the message says why."""
