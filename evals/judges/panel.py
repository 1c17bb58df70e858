"""Who judges: one model, or several that vote."""

from parley.models.choice import choose
from parley.settings import settings

_OF = "the model of "


def panel() -> tuple[str, ...]:
    """Return the judging models by name: EVALS_JUDGE, or the model that answers.

    Raises:
        ModelError: a name is no model's.
    """
    names = settings().evals_judge or (settings().parley_model,)
    return tuple(_name(name) for name in names)


def panel_name() -> str:
    """Return who judges in a few words: scores are never printed without it."""
    return " + ".join(panel())


def _name(wanted: str | None) -> str:
    choice = choose(settings(), wanted)
    match choice.kind:
        case "embedded":
            return "embedded"
        case "provider" if choice.name:
            return choice.name
        case _:
            # A server that was given without a model's name decides by itself.
            return f"openai:{choice.name}" if choice.name else f"{_OF}{settings().openai_base_url}"


def asked_for(judge: str) -> str | None:
    """Return what to ask `parley.models` for; None is the model that a server decides on."""
    return None if judge.startswith(_OF) else judge


def majority(votes: list[bool]) -> bool:
    """Return what more than half say; an even split fails.

    Raises:
        ValueError: nobody voted.
    """
    if not votes:
        raise ValueError("No judge gave a verdict.")
    return 2 * sum(votes) > len(votes)
