"""A provider fails, a server dies, a person is told: by a real Prometheus and Alertmanager."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.deploy.monitors import monitored
from tests.provider import Provider, Reply
from tests.serve import serve
from tests.server.conversation import needs, user
from tests.server.dev_server import DevServer

pytestmark = [
    pytest.mark.alerts,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not shutil.which("prometheus-alertmanager"), reason="needs Debian's"),
    needs("chat"),
]


class Webhook:
    """What was posted to it: alerts by name, the newest of each."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = {}

    async def post(self, http: Request) -> Response:
        for alert in (await http.json())["alerts"]:
            self.told[alert["labels"]["alertname"]] = alert
        return Response()

    async def alert(self, name: str, status: str = "firing") -> dict[str, Any]:
        """Wait for a notification."""
        async with asyncio.timeout(120):
            while self.told.get(name, {}).get("status") != status:
                await asyncio.sleep(0.1)
        return self.told[name]


@pytest.fixture
def webhook() -> Iterator[tuple[Webhook, str]]:
    webhook = Webhook()
    with serve(Starlette(routes=[Route("/alerts", webhook.post, methods=["POST"])])) as url:
        yield webhook, f"{url}/alerts"


async def test_a_person_is_told_of_a_failing_provider_and_of_a_dead_server(
    provider: Provider, webhook: tuple[Webhook, str], tmp_path: Path
) -> None:
    told, url = webhook
    provider.answer = lambda request: Reply(status=500)
    environment = {
        "OPENAI_BASE_URL": provider.url,
        "PARLEY_METRICS": "true",
        "MODEL_RETRIES": "0",
        "MODEL_BREAKER_FAILURES": "3",
    }
    (tmp_path / "server").mkdir()
    (tmp_path / "monitors").mkdir()
    server = DevServer(tmp_path / "server", environment)
    await asyncio.to_thread(server.start)
    try:
        with monitored(server.url, url, tmp_path / "monitors"):
            failing = asyncio.create_task(_ask_until_cancelled(server))
            try:
                breaker = await told.alert("ParleyBreakerOpen")
                errors = await told.alert("ParleyErrors")
            finally:
                failing.cancel()
            assert breaker["labels"]["endpoint"] == provider.url
            assert breaker["labels"]["severity"] == "page"
            assert errors["labels"]["graph"] == "chat"
            assert errors["annotations"]["summary"].endswith("of chat fail or are degraded.")
            await asyncio.to_thread(server.kill)
            down = await told.alert("ParleyDown")
            assert f"http://{down['labels']['instance']}" == server.url
    finally:
        await asyncio.to_thread(server.kill)


async def _ask_until_cancelled(server: DevServer) -> None:
    while True:
        await server.client.runs.wait(None, "chat", input=user("Hi"), raise_error=False)
