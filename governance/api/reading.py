"""The OpenAPI document made into what the page of it shows: nouns, operations, fields, an example call. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator

METHODS: Final = ("get", "post", "put", "delete")
DEEPEST: Final = 3
"""How many levels of a body are shown as dotted names; what lies deeper is in the schema."""
SHOWN_ANSWERS: Final = frozenset({"200", "201", "304", "409", "412", "428"})
"""Answers worth telling beside an operation; the others mean the same everywhere and are told once."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, a field of a body, or a field of an answer."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    words: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_type: str
    answers: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Noun:
    """All operations of one noun, and the fields of its rows."""

    name: str
    title: str
    operations: tuple[Operation, ...]
    fields: tuple[Field, ...]


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document. It is the same for everybody and as long as the process lives."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


@cache
def nouns() -> tuple[Noun, ...]:
    """Every noun, in the order of the alphabet."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema()["paths"].items():
        for method in METHODS:
            if method in methods and path.startswith("/api/v1/"):
                operation = methods[method]
                found.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    return tuple(_noun(name, tuple(operations)) for name, operations in sorted(found.items()))


def noun(name: str) -> Noun | None:
    """One noun by its name in addresses."""
    return next((entry for entry in nouns() if entry.name == name), None)


def _noun(name: str, operations: tuple[Operation, ...]) -> Noun:
    one = next((entry for entry in operations if entry.method == "GET" and entry.path.endswith("{uid}/")), None)
    fields = one.fields if one is not None else operations[0].fields
    own = tuple(entry if entry.fields != fields else _without_fields(entry) for entry in operations)
    return Noun(name, name.capitalize(), own, fields)


def _without_fields(operation: Operation) -> Operation:
    values = {slot: getattr(operation, slot) for slot in Operation.__slots__}
    return Operation(**{**values, "fields": ()})


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    body_type, body = _body(operation)
    parameters = tuple(_parameter(entry) for entry in operation.get("parameters", []))
    return Operation(
        anchor=operation["operationId"].replace("_", "-"),
        method=method.upper(),
        path=path,
        words=_plain(operation.get("description", "")),
        parameters=parameters,
        body=tuple(_fields(body)),
        body_type=body_type,
        answers=tuple(_answers(operation)),
        fields=tuple(_fields(_answered(operation))),
        example=_example(path, method, parameters, body_type, body),
    )


def _parameter(entry: Mapping[str, Any]) -> Field:
    where = {"path": "in the address", "query": "in the query", "header": "header"}[entry["in"]]
    kind = f"{_kind(entry['schema'])}, {where}"
    return Field(entry["name"], kind, bool(entry.get("required")), _plain(entry.get("description", "")))


def _body(operation: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    for media_type, entry in content.items():
        return media_type, _resolved(entry["schema"])
    return "", {}


def _answers(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for code, answer in sorted(operation["responses"].items()):
        if code in SHOWN_ANSWERS:
            words = _resolved(answer).get("description", "")
            yield code, words or ("Made: Location says where." if code == "201" else "As asked.")


def _answered(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shape of the answer when all goes well; of one row where it is a page of rows."""
    for code in ("200", "201"):
        content = operation["responses"].get(code, {}).get("content", {})
        for entry in content.values():
            shape = _resolved(entry["schema"])
            rows = shape.get("properties", {}).get("results", shape)
            return _resolved(rows["items"]) if rows.get("type") == "array" else shape
    return {}


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shape behind a reference, with `nullable` kept."""
    if "$ref" in shape:
        found: Any = schema()
        for part in shape["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _resolved(found)
    if len(shape.get("allOf", ())) == 1:
        return {**_resolved(shape["allOf"][0]), **{name: shape[name] for name in ("nullable",) if name in shape}}
    return shape


def _fields(shape: Mapping[str, Any], prefix: str = "", depth: int = 1) -> Iterator[Field]:
    required = set(shape.get("required", ()))
    for name, entry in shape.get("properties", {}).items():
        inner = _resolved(entry)
        yield Field(prefix + name, _kind(inner), name in required, _plain(entry.get("description", "")))
        rows = _resolved(inner["items"]) if inner.get("type") == "array" else inner
        if rows.get("properties") and depth < DEEPEST:
            mark = "[]." if inner.get("type") == "array" else "."
            yield from _fields(rows, f"{prefix}{name}{mark}", depth + 1)


def _plain(words: str) -> str:
    """Words of the schema without the marks of Markdown."""
    return words.replace("`", "")


def _kind(shape: Mapping[str, Any]) -> str:
    """The type of a value in words."""
    shape = _resolved(shape)
    if "enum" in shape:
        words = " | ".join(str(value) for value in shape["enum"] if value not in ("", None))
    elif "oneOf" in shape:
        words = " or ".join(dict.fromkeys(_kind(inner) for inner in shape["oneOf"]))
    elif shape.get("type") == "array":
        words = f"list of {_kind(shape['items'])}"
    else:
        kind = str(shape.get("type", "any"))
        words = {"uuid": "uid", "date-time": "instant", "uri": "address", "binary": "file"}.get(
            str(shape.get("format", "")), {"object": "object", "string": "text", "integer": "number"}.get(kind, kind)
        )
        words = "day" if shape.get("format") == "date" else words
    return f"{words} or null" if shape.get("nullable") else words


def _example(path: str, method: str, parameters: tuple[Field, ...], body_type: str, body: Mapping[str, Any]) -> str:
    """A call to copy. `$SITE` and `$TOKEN` are the reader's own."""
    lines = [f'curl "$SITE{path.replace("{", "$").replace("}", "")}"', '-H "Authorization: Bearer $TOKEN"']
    if method != "get":
        lines[0] = lines[0].replace("curl", f"curl -X {method.upper()}")
    if any(field.name == "If-Match" for field in parameters):
        lines.append('-H "If-Match: $ETAG"')
    if body_type == "application/json":
        sent = {name: _sample(_resolved(body["properties"][name])) for name in body.get("required", [])}
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(sent, ensure_ascii=False)}'"]
    elif body_type:
        lines += [f"-F {name}={_sample(_resolved(body['properties'][name]))}" for name in body.get("required", [])]
    return " \\\n  ".join(lines)


def _sample(shape: Mapping[str, Any]) -> Any:
    if "enum" in shape:
        return next(value for value in shape["enum"] if value)
    kind = shape.get("type")
    if kind == "array":
        return [_sample(_resolved(shape["items"]))]
    if kind == "integer":
        return shape.get("minimum", 1)
    if kind == "boolean":
        return True
    samples = {"uuid": "6f1c…", "date": "2026-09-30", "binary": "@terms.md"}
    return samples.get(str(shape.get("format", "")), "…")
