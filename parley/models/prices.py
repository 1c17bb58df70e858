"""What a model's tokens cost, from the price list inside the package genai-prices.

Nothing is fetched: the prices are as new as the installed version of the package.
"""

from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import genai_prices
import structlog
from langchain_core.messages.ai import UsageMetadata

from parley.models.choice import Kind
from parley.models.spent import cache_written, cached

log = structlog.get_logger(__name__)

# From what one call used to US dollars; None when nobody knows.
type Price = Callable[[UsageMetadata], float | None]

_ONE = UsageMetadata(input_tokens=1, output_tokens=1, total_tokens=2)


@cache
def price_of(kind: Kind, name: str, base_url: str | None) -> Price:
    """Return the price of a model. One that is unknown is said once in the log.

    What runs in the operator's own network is free. The first call reads the price list, a third
    of a second of work: call it off the loop.

    Args:
        kind: of the model's endpoint.
        name: as the endpoint knows it; for another provider, provider:model.
        base_url: where a compatible server is.
    """
    match kind:
        case "embedded":
            return _free
        case "compatible" if _is_local(base_url or ""):
            return _free
        case "compatible":
            price = _listed(name, url=base_url)
        case "openai":
            price = _listed(name, provider="openai")
        case "provider":
            provider, _, model = name.partition(":")
            if provider == "ollama":
                return _free
            price = _listed(model, provider=provider)
    if price(_ONE) is None:
        log.warning("no price is known for this model: its cost is not counted", model=name)
    return price


def _listed(model: str, *, provider: str | None = None, url: str | None = None) -> Price:
    def price(usage: UsageMetadata) -> float | None:
        tokens = genai_prices.Usage(
            input_tokens=usage["input_tokens"],
            cache_read_tokens=cached(usage),
            cache_write_tokens=cache_written(usage),
            output_tokens=usage["output_tokens"],
        )
        try:
            if url:
                found = genai_prices.calc_price(tokens, model, provider_api_url=url)
            else:
                found = genai_prices.calc_price(tokens, model, provider_id=provider)
        except LookupError:
            return None
        listed = found.model_price
        if listed.input_mtok is None and listed.output_mtok is None:
            return None  # it is on the list, but with no price for tokens
        return float(found.total_price)

    return price


def _free(_: UsageMetadata) -> float | None:
    return 0.0


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        # A container's plain name, RFC 6761, RFC 6762, and ICANN's resolution 2024.07.29.06.
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))
