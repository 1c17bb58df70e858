"""Every environment variable Parley reads, in one typed class, a file for each group.

A variable set in the environment wins over the same line in `.env`; but `langgraph dev` copies
the lines of `.env` over its environment first.
"""

from functools import cache

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from parley.environment import started_with
from parley.settings.access import STUDIO, Access
from parley.settings.approval import Approval
from parley.settings.error import SettingsError
from parley.settings.evals import Evals
from parley.settings.graphs import Graphs
from parley.settings.kinds import PROJECT
from parley.settings.limits import Limits
from parley.settings.models import Models
from parley.settings.output import Output
from parley.settings.safety import Safety
from parley.settings.storage import Storage
from parley.settings.telemetry import Telemetry

__all__ = ["GROUPS", "PROJECT", "STUDIO", "Settings", "settings"]

# In the order that people read them. The docstring of each is its heading.
GROUPS = (Models, Storage, Access, Limits, Safety, Output, Graphs, Approval, Telemetry, Evals)


class Settings(
    Evals,
    Telemetry,
    Approval,
    Graphs,
    Output,
    Safety,
    Limits,
    Access,
    Storage,
    Models,
    BaseSettings,
):
    """What the operator of a Parley server decides, with a default for each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        if isinstance(env_settings, EnvSettingsSource):
            env_settings.env_vars = started_with(env_settings.env_vars)
        return init_settings, env_settings, dotenv_settings


@cache
def settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        SettingsError: a variable has a wrong value.
    """
    try:
        return Settings()
    except ValidationError as error:
        # Pydantic's own would show names of fields, and a traceback of ten lines of its own.
        raise SettingsError.of(error) from None
