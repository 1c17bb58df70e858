"""Where a user's memories are kept: under a label of the store made from their identity."""


def label(identity: str) -> str:
    """Return the first label of everything that this user keeps in the store.

    No label may hold a period, and no two users may get the same one, so "%" and "." are
    written as URLs write them (RFC 3986, 2.1).
    """
    return identity.replace("%", "%25").replace(".", "%2E")


def owned(namespace: tuple[str, ...] | list[str] | None, identity: str) -> tuple[str, ...]:
    """Return the namespace with the user's label in front, unless it is there already."""
    given = tuple(namespace or ())
    first = label(identity)
    return given if given[:1] == (first,) else (first, *given)
