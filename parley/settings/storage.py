"""The variables of what is kept."""

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr

from parley.settings.kinds import Days, File, Redis


class Storage(BaseModel):
    """Where state lives"""

    database_uri: SecretStr | None = Field(
        None, description="Threads and memories are kept in this Postgres, not in SQLite files."
    )
    parley_data_dir: File = Field(Path(".parley"), description="The folder of the SQLite files.")
    parley_thread_days: Days | None = Field(
        None, description="Threads that were unused for so long are deleted; without it, none is."
    )
    redis_uri: Redis | None = Field(
        None,
        description=(
            "Servers that share this Redis count together, spare dead models together, and keep "
            "answers together."
        ),
    )
