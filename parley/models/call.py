"""A call of a model, as each protection sees it: from one to another, with the same answer."""

from collections.abc import AsyncIterator, Callable

# Called once for each try; it gives the answer in chunks, or whole as the only item.
type Call[T] = Callable[[], AsyncIterator[T]]
