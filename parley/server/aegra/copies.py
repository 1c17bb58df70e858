"""The engine writes the steps of threads itself; it stores copies of long ones as blocks too.

So a thread costs the same on every engine, and a database that one engine wrote opens in another.
"""

from parley.server.aegra.fence import Fenced


def keep_blocks() -> None:
    """Put Parley's way to store steps into the engine. Called once, before any run begins."""
    from aegra_api.core.database import db_manager  # type: ignore[import-untyped]

    # Each request and each run asks the manager anew, and it hands out what is here.
    db_manager._checkpointer = Fenced(db_manager.get_checkpointer().conn)
