"""Receive what `approval` publishes, each announcement once: `python receive.py PORT inbox.sqlite`.

The secret is read from PUBLISH_WEBHOOK_SECRET, as Parley reads it.
"""

import hmac
import os
import sqlite3
import sys
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

OLDEST_SECONDS = 300


def genuine(signature: str, body: bytes, secret: str) -> bool:
    """Return whether the sender knows the secret, and sent this now and not long ago."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    at, signed = parts.get("t", ""), parts.get("v1", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > OLDEST_SECONDS:
        return False
    expected = hmac.new(secret.encode(), at.encode() + b"." + body, sha256).hexdigest()
    return hmac.compare_digest(expected, signed)


class Receiver(BaseHTTPRequestHandler):
    """Keeps each announcement under its key; a second delivery changes nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secret = os.environ["PUBLISH_WEBHOOK_SECRET"]
        if not genuine(self.headers.get("X-Parley-Signature", ""), body, secret):
            self.send_error(401)
            return
        with sqlite3.connect(sys.argv[2]) as kept:
            kept.execute("CREATE TABLE IF NOT EXISTS news (key TEXT PRIMARY KEY, body BLOB)")
            key = self.headers["Idempotency-Key"]
            kept.execute("INSERT OR IGNORE INTO news VALUES (?, ?)", (key, body))
        self.send_response(200)  # for a second delivery too
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
