"""`python -m parley.server.data.forget ann http://127.0.0.1:2024`: delete everything of a user.

The administrator's key is read from ADMIN_KEY, so that no list of processes shows it.
"""

import os
import sys
from urllib.parse import quote

import httpx

_SECONDS = 600


def main(identity: str, url: str) -> str | None:
    """Ask the running server, print what it deleted; return one sentence when it did not."""
    key = os.environ.get("ADMIN_KEY")
    try:
        answer = httpx.delete(
            f"{url.rstrip('/')}/users/{quote(identity, safe='')}",
            headers={"x-api-key": key} if key else {},
            timeout=_SECONDS,
        )
    except httpx.TimeoutException:
        return f"The server at {url} is not done after {_SECONDS // 60} minutes: see its log."
    except (httpx.HTTPError, httpx.InvalidURL):
        return f"No server answers at {url}: start it with make dev, or name another with URL=."
    match answer.status_code:
        case 200:
            parts = [f"{count} {kind}" for kind, count in answer.json().items()]
            print(f"Deleted of {identity}: {', '.join(parts)}.")
            return None
        case 401:
            return "The server asks who you are: put an administrator's key into ADMIN_KEY."
        case 403:
            return "The key in ADMIN_KEY is not an administrator's: use one with the role admin."
        case 409 | 503:
            return str(answer.json()["detail"])
    return f"The server at {url} answered with status {answer.status_code}: see its log."


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
