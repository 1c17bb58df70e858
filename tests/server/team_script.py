"""A scripted model that plays every role of the team."""

from tests.provider import JSON, Reply


def team(request: JSON) -> Reply:
    """What each role of the team answers, told apart by the form asked of it."""
    wanted = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    match list(wanted.get("properties", {})):
        case ["queries"]:
            return Reply(json={"queries": ["breaker states"]})
        case ["problems"]:
            return Reply(json={"problems": []})
        case ["step"]:
            return Reply(json={"step": wanted["properties"]["step"]["enum"][0]})
    return Reply("# Breakers\n\nA circuit breaker has three states.\n\nCalls pass when closed.")
