"""The smallest instance of a JSON schema, for replies that nobody scripted."""

from typing import Any


def instance(schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """Return a value that is valid for `schema`: first enum value, no more items than needed.

    Raises:
        ValueError: the schema uses a type this does not know.
    """
    root = root or schema
    if ref := schema.get("$ref"):
        target = root
        for part in ref.removeprefix("#/").split("/"):
            target = target[part]
        return instance(target, root)
    for keyword in ("anyOf", "oneOf", "allOf"):
        if options := schema.get(keyword):
            return instance(options[0], root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties = schema.get("properties", {})
            return {name: instance(properties[name], root) for name in schema.get("required", [])}
        case "array":
            return [instance(schema.get("items", {}), root)] * schema.get("minItems", 0)
        case "string":
            return "x" * max(1, schema.get("minLength", 1))
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        case "boolean":
            return False
        case "null":
            return None
        case other:
            raise ValueError(f"no instance for a schema of type {other!r}")
