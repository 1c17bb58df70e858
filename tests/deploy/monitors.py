"""Debian's Prometheus and Alertmanager, started with this project's files and short intervals."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml

from parley.settings import PROJECT

DEPLOY = PROJECT / "deploy"
_READY_SECONDS = 60


@contextmanager
def monitored(server: str, webhook: str, folder: Path) -> Iterator[str]:
    """Let Prometheus scrape a server, and Alertmanager tell a webhook what is wrong with it.

    Args:
        server: its URL.
        webhook: the URL that notifications are posted to.
        folder: for their data.

    Yields:
        The URL of Prometheus.
    """
    alerts, prometheus = _free_port(), _free_port()
    route = _read(DEPLOY / "alertmanager" / "alertmanager.yaml")
    route["receivers"][0]["webhook_configs"][0]["url"] = webhook
    for each in (route["route"], *route["route"]["routes"]):
        each |= {"group_wait": "0s"}
    scrapes = _read(DEPLOY / "prometheus" / "prometheus.yaml")
    scrapes["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    scrapes["rule_files"] = ["rules.yaml"]
    [manager] = scrapes["alerting"]["alertmanagers"]
    manager["static_configs"][0]["targets"] = [f"127.0.0.1:{alerts}"]
    scrapes["scrape_configs"][0]["static_configs"][0]["targets"] = [urlsplit(server).netloc]
    rules = _read(DEPLOY / "prometheus" / "rules" / "parley.yaml")
    for rule in rules["groups"][0]["rules"]:
        rule.pop("for", None)  # at once: how long it must hold is promtool's to test
    for name, content in {"am": route, "prom": scrapes, "rules": rules}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content))

    commands = {
        alerts: [
            "prometheus-alertmanager",
            f"--config.file={folder}/am.yaml",
            f"--storage.path={folder}/am",
            f"--web.listen-address=127.0.0.1:{alerts}",
            "--cluster.listen-address=",
        ],
        prometheus: [
            "prometheus",
            f"--config.file={folder}/prom.yaml",
            f"--storage.tsdb.path={folder}/prom",
            f"--web.listen-address=127.0.0.1:{prometheus}",
        ],
    }
    started: list[subprocess.Popen[bytes]] = []
    try:
        for port, command in commands.items():
            with (folder / f"{command[0]}.log").open("wb") as log:
                started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=folder))
            _wait(f"http://127.0.0.1:{port}/-/ready", started[-1], folder)
        yield f"http://127.0.0.1:{prometheus}"
    finally:
        for process in started:
            process.kill()
            process.wait()


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("\n".join(log.read_text() for log in folder.glob("*.log")))
