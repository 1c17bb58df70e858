"""The child process: `python -m parley.models.embedded.endpoint --weights FILE --port PORT`.

It prints one line, {"url": "http://127.0.0.1:PORT/v1"}, once it answers, logs to stderr, and
ends when its stdin closes, which happens even if its parent is killed.
"""

import argparse
import json
import os
import socket
from pathlib import Path
from typing import TextIO

import httpx2
import uvicorn

from parley.models.embedded.parent import end_with_parent
from parley.models.embedded.proxy import MODEL, create_app
from parley.models.embedded.runtime import run_model


def main() -> None:
    """Serve the model until stdin closes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="asked for; 0 or taken: any free one")
    arguments = parser.parse_args()
    end_with_parent()
    announce = _claim_stdout()

    runtime = run_model(arguments.weights, MODEL)
    # No timeout: generation takes as long as its limit of tokens allows.
    upstream = httpx2.AsyncClient(
        base_url=runtime.url,
        headers={"Authorization": f"Bearer {runtime.key}"},
        timeout=None,
        trust_env=False,  # a proxy has no part in loopback
    )
    listener = _listen(arguments.port)
    config = uvicorn.Config(create_app(upstream), log_level="warning", access_log=False)
    # The socket accepts from now on; a request made before the app runs waits in its queue.
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    announce.write(json.dumps({"url": url}) + "\n")
    announce.flush()
    uvicorn.Server(config).run(sockets=[listener])


def _claim_stdout() -> TextIO:
    """Return stdout, and send to stderr whatever a library prints."""
    announce = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return announce


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    # The port of a predecessor that just died is still in TIME_WAIT.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


if __name__ == "__main__":
    main()
