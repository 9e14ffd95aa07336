"""Which operations and fields the interface for programs has, as its document says, and bodies that
it would take."""

from __future__ import annotations

import copy
from collections.abc import Iterator

METHODS = {"get", "post", "put", "patch", "delete"}
PLAIN = {"string": "Invented", "integer": 1, "number": 1, "boolean": True}
# In a place: a member of any name; with one more step behind it, its value.
ANY_NAME = "*"
Place = tuple[str | int, ...]


def resolved(schema: dict, document: dict) -> dict:
    """A schema in the place of what refers to it."""
    while "$ref" in schema:
        found = document
        for part in schema["$ref"].lstrip("#/").split("/"):
            found = found[part]
        schema = found
    if "allOf" in schema:
        parts = [resolved(one, document) for one in schema["allOf"]]
        merged: dict = {"properties": {}}
        for part in parts:
            merged["properties"].update(part.get("properties", {}))
        return merged
    for choice in ("oneOf", "anyOf"):
        if choice in schema and "properties" not in schema:
            return resolved(schema[choice][0], document)
    return schema


def operations(document: dict) -> Iterator[tuple[str, str, dict]]:
    """What can be asked: path, method, and what it takes."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                shared = methods.get("parameters", [])
                own = {**operation, "parameters": [*shared, *operation.get("parameters", [])]}
                yield path, method.upper(), own


def body_of(operation: dict, document: dict) -> dict | None:
    """The schema of the body, if it is JSON."""
    content = resolved(operation.get("requestBody", {}), document).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return schema and resolved(schema, document)


def kind_of(schema: dict) -> str:
    """The type, of several the first that says something."""
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return next(one for one in kind if one != "null") if isinstance(kind, list) else kind


def example(schema: dict, document: dict) -> object:
    """What the schema would take, with no more than it asks for."""
    schema = resolved(schema, document)
    if schema.get("enum"):
        return schema["enum"][0]
    kind = kind_of(schema)
    if kind == "array":
        return [example(schema.get("items", {}), document)]
    if kind == "object":
        members = schema.get("properties", {})
        wanted = schema.get("required", []) or least(schema)
        return {name: example(members[name], document) for name in wanted}
    if schema.get("examples"):
        return schema["examples"][0]
    return "2026-10-05" if schema.get("format") == "date" else PLAIN[kind]


def least(schema: dict) -> list[str]:
    """Of several members that a body has one of, the last: it is the one that is always there."""
    return [*schema.get("oneOf", []), {}][-2 if schema.get("oneOf") else -1].get("required", [])


def places(schema: dict, document: dict, before: Place = ()) -> Iterator[Place]:
    """Where a value can stand in a body."""
    schema = resolved(schema, document)
    kind = kind_of(schema)
    if kind == "array":
        yield from places(schema.get("items", {}), document, (*before, 0))
    elif kind == "object":
        for name, one in schema.get("properties", {}).items():
            yield from places(one, document, (*before, name))
        if isinstance(schema.get("additionalProperties"), dict):
            yield (*before, ANY_NAME)
            yield (*before, ANY_NAME, "value")
    else:
        yield before


def with_payload(body: object, place: Place, payload: str) -> object:
    """The body with the payload at a place; as the name of a member, where that is the place."""
    changed = copy.deepcopy(body)
    at = changed
    for step, following in zip(place, [*place[1:], None], strict=True):
        if step == ANY_NAME:
            at["caseManager" if following else payload] = payload if following else "source"
            return changed
        if following is None:
            at[step] = payload
        elif isinstance(step, int):
            at = at[step]
        else:
            at = at.setdefault(step, [{}] if isinstance(following, int) else {})
    return changed


def without_others(body: object, place: Place, schema: dict) -> object:
    """Of members of which a body has one, only the one that is tried."""
    others = [name for one in schema.get("oneOf", []) for name in one.get("required", [])]
    if place[0] in others:
        return {name: one for name, one in body.items() if name not in others or name == place[0]}
    return body


def named(place: Place) -> str:
    """A place in words."""
    return ".".join(map(str, place))
