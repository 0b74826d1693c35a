"""How endpoints describe themselves in the OpenAPI document, and what is added to it once for all of them."""

from __future__ import annotations

import re
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

SAFE: Final = ("GET", "HEAD", "OPTIONS")
PROBLEM_TYPE: Final = "application/problem+json"
METHODS: Final = ("get", "post", "put", "delete")
ALWAYS: Final = ("401", "403", "406", "429", "500")
WORDS: Final = {
    "304": "Unchanged: the client has this already.",
    "400": "The body is no JSON, or the query names what is not known here.",
    "401": "No token, no session, or one that has ended.",
    "403": "Not allowed, or a person is needed (human-session-required).",
    "404": "Nothing here for you.",
    "406": "Not in the format the Accept header asks for.",
    "409": "Not in the present state, or on record already.",
    "412": "Changed since it was read.",
    "413": "More than one request may carry.",
    "415": "Not a body of this type.",
    "422": "Understood, but not acceptable: see problems.",
    "428": "If-Match is missing, or names no ETag.",
    "429": "Too many requests: see Retry-After.",
    "500": "A fault on our side. Nothing was saved.",
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. `code` is a stable word for programs, `detail` a sentence for people.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "problems": {
            "type": "object",
            "description": "Field (dotted where nested, empty for the whole) to sentences.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "existing": {"type": "string", "description": "Address of what is on record already."},
        "request_id": {"type": "string"},
    },
}


class Schema(AutoSchema):
    """drf-spectacular's, told what our endpoints say of themselves in their table of deeds."""

    def get_request_serializer(self) -> Any:
        """The entry of the deed; None where it takes no body."""
        deed = getattr(self.view, "deeds", {}).get(getattr(self.view, "action", ""))
        return deed.entry if deed is not None else super().get_request_serializer()

    def get_override_parameters(self) -> list[Any]:
        """If-Match where a deed demands it, If-None-Match where reading honours it, Idempotency-Key where a row is
        made."""
        parameters = list(super().get_override_parameters())
        view = self.view
        if self.method not in SAFE:
            if getattr(view, "demands_match", False):
                parameters.append(_header("If-Match", "The ETag this was read with.", required=True))
            elif getattr(view, "action", "") == "create":
                parameters.append(_header("Idempotency-Key", "Any words of your own: sent twice, made once."))
        elif getattr(view, "action", "") == "retrieve":
            parameters.append(_header("If-None-Match", "An ETag: answers 304 while nothing changed."))
        return parameters

    def get_description(self) -> str:  # type: ignore[override] # the stubs describe the framework's own writer
        """The first paragraph of the docstring, in one line."""
        return " ".join(str(super().get_description()).split())


def _header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=required, description=description)


def complete(result: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Add the problem document and every answer an operation may give; close the bodies deeds take."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    components["responses"] = {_component(code): _response(code) for code in WORDS if code != "304"}
    for name, schema in schemas.items():
        if re.search(r"Entry(Request)?$", name) and schema.get("type") == "object":
            schema["additionalProperties"] = False
    for path, operations in result.get("paths", {}).items():
        for method in METHODS:
            if method in operations:
                _answers(path, method, operations[method])
        if "put" in operations:
            _whole(operations["put"], schemas)
    _forget_enumeration_marks(result)
    return result


def _whole(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """PUT replaces the whole, so it takes every field (`Entry`): a schema of its own, as POST may leave some out."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        if name in schemas:
            properties = schemas[name].get("properties", {})
            schemas[f"{name}Whole"] = {
                **schemas[name],
                "required": list(properties),
                "properties": {field: _without_default(shape) for field, shape in properties.items()},
            }
            content["schema"] = {"$ref": f"#/components/schemas/{name}Whole"}


def _without_default(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key != "default"}


def _forget_enumeration_marks(node: Any) -> None:
    """Take off the marks by which drf-spectacular would give enumerations names."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
        for value in node.values():
            _forget_enumeration_marks(value)
    elif isinstance(node, list):
        for value in node:
            _forget_enumeration_marks(value)


def _answers(path: str, method: str, operation: dict[str, Any]) -> None:
    codes = set(ALWAYS)
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    if "{" in path or "cursor" in names:
        codes.add("404")
    if "cursor" in names:
        codes.add("400")
    if "If-None-Match" in names:
        operation["responses"]["304"] = {"description": WORDS["304"]}
    if "If-Match" in names:
        codes |= {"412", "428"}
    if "requestBody" in operation:
        codes |= {"400", "413", "415"}
    codes.add("422")  # texts no database keeps are refused wherever they come
    if method != "get" or not path.endswith("s/"):
        codes.add("409")
    for code in sorted(codes):
        operation["responses"].setdefault(code, {"$ref": f"#/components/responses/{_component(code)}"})


def _component(code: str) -> str:
    return f"Problem{code}"


def _response(code: str) -> dict[str, Any]:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": WORDS[code], "content": content}
