"""`python -m parley.server.port 2024`: is the port free? `langgraph dev` would take another one."""

import socket
import sys


def main(port: str) -> str | None:
    """Return one sentence on why nothing can be served there, or None when it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As the server itself asks: a port that was just given up counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no port"
            return f"Port {port} can't be used ({reason}): choose another with make dev PORT=2025."
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
