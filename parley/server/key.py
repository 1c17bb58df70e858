"""`python -m parley.server.key ann approver,admin`: a new key, and its entry in AUTH_API_KEYS."""

import json
import secrets
import sys
from hashlib import sha256


def main(user: str, roles: str = "") -> str:
    """Return what to tell: the key, which is kept nowhere, and the entry that knows its hash."""
    key = secrets.token_urlsafe(32)
    holder = {"user": user, "roles": [role.strip() for role in roles.split(",") if role.strip()]}
    entry = json.dumps({sha256(key.encode()).hexdigest(): holder})
    return f"The key, shown only now; {user} sends it as x-api-key:\n{key}\n\nAUTH_API_KEYS={entry}"


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
