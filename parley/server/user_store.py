"""A graph's memories are its user's, whether or not the graph thinks of it.

Inside a run every namespace starts with the user's label: a graph that keeps something under
("memories",) keeps it for this user alone. Over REST the auth handler sees to the same.
"""

from collections.abc import Iterable

from langgraph.config import get_config
from langgraph.store.base import (
    BaseStore,
    GetOp,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    Result,
    SearchOp,
)

from parley.run_user import run_user
from parley.server.namespace import owned


class UserStore(BaseStore):
    """A store whose contents a run sees only as far as they are its user's."""

    def __init__(self, store: BaseStore) -> None:
        self._store = store
        self.supports_ttl = store.supports_ttl
        self.ttl_config = store.ttl_config

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Carry out the operations; every method of a store ends here or in `abatch`."""
        return self._store.batch(_of_the_user(ops))

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Carry out the operations; every method of a store ends here or in `batch`."""
        return await self._store.abatch(_of_the_user(ops))


def _of_the_user(ops: Iterable[Op]) -> list[Op]:
    try:
        identity = run_user(get_config().get("configurable", {}))
    except RuntimeError:  # not in a run
        identity = None
    return [_owned(op, identity) for op in ops] if identity else list(ops)


def _owned(op: Op, identity: str) -> Op:
    match op:
        case GetOp() | PutOp():
            return op._replace(namespace=owned(op.namespace, identity))
        case SearchOp():
            return op._replace(namespace_prefix=owned(op.namespace_prefix, identity))
        case ListNamespacesOp():
            conditions = list(op.match_conditions or ())
            if not any(condition.match_type == "prefix" for condition in conditions):
                conditions.append(MatchCondition("prefix", ()))
            return op._replace(
                match_conditions=tuple(
                    condition._replace(path=owned(condition.path, identity))
                    if condition.match_type == "prefix"
                    else condition
                    for condition in conditions
                )
            )
