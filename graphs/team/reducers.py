"""How what several specialists write at once becomes one value: the textbook's four."""


def append[T](known: list[T], new: list[T]) -> list[T]:
    """Keep all, in the order in which the graph's tasks stand: nobody's result is lost."""
    return [*known, *new]


def maximum(known: float, new: float) -> float:
    """Keep the larger: the best so far, whoever is last."""
    return max(known, new)


def join_notes(known: str, new: str) -> str:
    """Keep both texts, each on lines of its own, and the same text once."""
    if not new or new in known.split("\n"):
        return known
    return f"{known}\n{new}" if known else new


def replace[T](known: T, new: T) -> T:
    """Keep the last: for what makes the one before worthless. Two at once are no error."""
    return new
