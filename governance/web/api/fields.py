"""Fields of what comes in and goes out: rows named by uid, columns with their own limits, stored JSON.

Shape only: what is allowed is decided by the services.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import CharField, Model, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.visible import unseen

PROSE = 20_000
"""Characters of a free text. A terms document has limits of its own."""
MANY = 200
SMALL = 32_767

Rows = Callable[[Any], QuerySet[Any]]
"""From the person who asks to the rows they may name."""


LEFT_OUT = "PUT replaces the whole: send this field too, as it is if it should stay."


class Entry(serializers.Serializer[Any]):
    """What a deed takes. A name nobody knows is refused: a mistyped one would be lost without a word. With `whole` in
    the context every field has to be there: one left out of a replacement would be emptied without a word."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: ["There is no such field here."] for name in unknown})
            missing = [str(name) for name in self.fields if name not in data]
            if missing and self.root is self and self.context.get("whole"):
                raise serializers.ValidationError({name: [LEFT_OUT] for name in missing})
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A text that came as one: a number or a truth is refused, not written out as words."""

    default_error_messages = {"no_text": "This is not a text. Send it in quotation marks."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("no_text")
        return str(super().to_internal_value(data))


class Line(Text):
    """A name, title or other single line: what people see is all there is."""

    def to_internal_value(self, data: Any) -> str:
        line = super().to_internal_value(data)
        if why := unseen(line):
            raise serializers.ValidationError(why)
        return line


class Ref(serializers.Serializer[Any]):
    """A related row: its uid and its name."""

    uid = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


class PartRef(serializers.Serializer[Any]):
    """A related row that came with its holder as a mapping: its uid and its name."""

    uid = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)


@extend_schema_field({"type": "string", "format": "uuid"})
class RowField(serializers.Field[Any, Any, Any, Any]):
    """A row named by its uid, among those the person may see."""

    default_error_messages = {"unknown": "There is no such row for you.", "shape": "This is not a uid."}

    def __init__(self, rows: Rows, **options: Any) -> None:
        self.rows = rows
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        try:
            uid = uuid.UUID(data)
        except (ValueError, TypeError, AttributeError):
            self.fail("shape")
        found = self.rows(self.context["request"].user).filter(uid=uid).first()
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value: Any) -> Any:
        return str(value.uid)


class RowsField(serializers.ListField):
    """Rows named by their uids, found in one query."""

    child = serializers.UUIDField()

    def __init__(self, rows: Rows, **options: Any) -> None:
        self.rows = rows
        super().__init__(max_length=MANY, **options)

    def to_internal_value(self, data: Any) -> Any:
        uids = list(dict.fromkeys(super().to_internal_value(data)))
        found = {row.uid: row for row in self.rows(self.context["request"].user).filter(uid__in=uids)}
        missing = [str(uid) for uid in uids if uid not in found]
        if missing:
            raise serializers.ValidationError(f"There is no such row for you: {', '.join(missing)}.")
        return [found[uid] for uid in uids]


class JsonText(serializers.Field[Any, Any, Any, Any]):
    """Canonical JSON kept as text, shown as JSON. Give it a shape with `extend_schema_field`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: str) -> Any:
        return json.loads(value)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class TextList(JsonText):
    """A stored list of sentences."""


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Words(serializers.Field[Any, Any, Any, Any]):
    """Codes kept in one column, separated by spaces, shown as a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: str) -> list[str]:
        return value.split()


def column(model: type[Model], name: str, **options: Any) -> Text:
    """A text as long as the column of that name holds; a single line where that is all the column is for."""
    held = model._meta.get_field(name)
    limit = getattr(held, "max_length", None) or PROSE
    if not options.get("required", True):
        options.setdefault("allow_blank", True)
        options.setdefault("default", "")
        options.pop("required")
    kind = Line if isinstance(held, CharField) else Text
    return kind(max_length=limit, **options)


def prose(**options: Any) -> Text:
    """A free text, empty unless given."""
    return Text(max_length=PROSE, allow_blank=True, default="", **options)


def choice(enum: Any, **options: Any) -> serializers.ChoiceField:
    """One value of a domain enum. The services take the value; `enum` members are strings."""
    return EnumField(enum, **options)


class EnumField(serializers.ChoiceField):
    """A value of a domain enum, handed on as its member."""

    def __init__(self, enum: Any, **options: Any) -> None:
        self.enum = enum
        super().__init__(choices=[(member.value, member.value) for member in enum], **options)

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        return self.enum(value) if value != "" else value


def optional_choice(enum: Any) -> serializers.ChoiceField:
    """One value of a domain enum, or empty: everywhere."""
    return EnumField(enum, allow_blank=True, default="")
