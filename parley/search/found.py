"""What every search returns."""

from typing import TypedDict


class Found(TypedDict):
    """A passage that a search returned."""

    title: str
    location: str  # file and section, or URL
    quote: str  # stands word for word at the location
