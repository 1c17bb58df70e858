"""How the value of a variable is written, and what it is read as."""

import json
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from parley.settings import pii

PROJECT = Path(__file__).resolve().parents[2]


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part for part in (part.strip() for part in value.split(",")) if part)
    return value


def _json(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON from character {error.pos + 1} on") from None


def _limits(value: str) -> str:
    try:
        parse_many(value)
    except ValueError:
        raise ValueError("must read like 60/minute or 60/minute;1000/hour") from None
    return value


def _window(value: object) -> object:
    if value == "sentence" or (str(value).isdecimal() and int(str(value)) > 0):
        return value if value == "sentence" else int(str(value))
    raise ValueError("must be `sentence` or a number of characters")


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise ValueError("must be addresses or networks such as 10.0.0.0/8") from None
    return value


def _redis(value: SecretStr) -> SecretStr:
    if urlsplit(value.get_secret_value()).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


# Several values in one variable, with commas between them.
type Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
type Networks = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)
]
type Role = Literal["user", "assistant", "system", "tool"]
type Roles = Annotated[tuple[Role, ...], NoDecode, BeforeValidator(_split)]
type PiiPolicy = Annotated[Mapping[pii.Kind, pii.Action], NoDecode, BeforeValidator(pii.read)]
type Redis = Annotated[SecretStr, AfterValidator(_redis)]
type Window = Annotated[Literal["sentence"] | int, BeforeValidator(_window)]
type Url = str  # handed on as it is written
type Rates = Annotated[str, AfterValidator(_limits)]
type Days = Annotated[float, Field(gt=0, le=36_500, allow_inf_nan=False)]
type Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type File = Annotated[Path, AfterValidator(Path.expanduser)]
type Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class KeyHolder(BaseModel, frozen=True, extra="forbid"):
    """Whose a key is, and what they may do besides what everyone may."""

    user: str = Field(min_length=1)
    roles: tuple[str, ...] = ()


type Keys = Annotated[dict[Sha256, KeyHolder], NoDecode, BeforeValidator(_json)]
