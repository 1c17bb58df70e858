"""The one way to a model: ask for it by the role it plays."""

from parley.models.errors import ModelError
from parley.models.roles import chat_model, start, stop, structured

__all__ = ["ModelError", "chat_model", "start", "stop", "structured"]
