#!/bin/sh
# Two runs without a thread: one answer as a whole, one as a stream of server-sent events.
set -eu
URL="${PARLEY_URL:-http://127.0.0.1:2024}"

# advisor: framework, needs and reason in one JSON object.
curl --fail --silent --show-error "$URL/runs/wait" \
  --header 'Content-Type: application/json' \
  --data '{
    "assistant_id": "advisor",
    "input": {"messages": [{"role": "user", "content": "Answer questions about our PDF manuals"}]}
  }'
echo

# chat: `event: messages` carries each token as it comes.
curl --fail --silent --show-error --no-buffer "$URL/runs/stream" \
  --header 'Content-Type: application/json' \
  --data '{
    "assistant_id": "chat",
    "input": {"messages": [{"role": "user", "content": "Say hello in French."}]},
    "stream_mode": "messages-tuple"
  }'
