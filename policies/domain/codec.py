"""Frozen dataclasses of the domain to plain JSON values and back, driven by their type hints.

Used for snapshots and policy revisions, whose content is read again years later: a field that is absent takes its
default, a field that is unknown or has the wrong shape is refused. Not a general serialiser: it knows what the domain
types use and nothing else.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from governance.canonical import plain

T = TypeVar("T")


class Unreadable(ValueError):
    """A document does not have the shape its schema says it has."""


def encode(value: Any) -> Any:
    """`value` as plain JSON values; dataclasses become objects. Raises TypeError for what has no canonical form."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    return plain(value)


def decode(kind: type[T], value: Any) -> T:
    """The inverse of `encode` for the type `kind`; raises Unreadable where the shapes differ."""
    decoded: T = _decode(kind, value)
    return decoded


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints_of(kind: type[Any]) -> dict[str, Any]:
    """Resolved type hints; kept, since resolving them is most of the cost of reading a document."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _decode(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), value)
    if origin is tuple:
        return tuple(_decode(get_args(kind)[0], item) for item in _expect(list, value))
    if origin is not None and issubclass(origin, Mapping):
        key_kind, item_kind = get_args(kind)
        return {_decode(key_kind, key): _decode(item_kind, item) for key, item in _expect(dict, value).items()}
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_dataclass(kind, _expect(dict, value))
    return _decode_plain(kind, value)


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    """Members of a union differ by their JSON type, so the first that can read the value is the right one."""
    for option in options:
        try:
            return _decode(option, value)
        except Unreadable:
            continue
    raise Unreadable(f"{value!r} is none of the forms permitted here")


def _decode_dataclass(kind: type[Any], value: dict[str, Any]) -> Any:
    hints = _hints_of(kind)
    unknown = value.keys() - hints.keys()
    if unknown:
        raise Unreadable(f"{kind.__name__} has no {min(unknown)!r}")
    for item in fields(kind):
        if item.name not in value and item.default is MISSING and item.default_factory is MISSING:
            raise Unreadable(f"{kind.__name__} lacks {item.name!r}")
    return kind(**{name: _decode(hints[name], item) for name, item in value.items()})


def _decode_plain(kind: Any, value: Any) -> Any:
    if kind is type(None) or kind is None:
        if value is None:
            return None
        raise Unreadable(f"{value!r} is not empty")
    if kind in (bool, int, str):
        # bool is an int to Python; to a reader of terms "yes" and "1 day" are not the same answer.
        if type(value) is kind:
            return value
        raise Unreadable(f"{value!r} is not {kind.__name__}")
    try:
        if kind is dt.datetime or kind is dt.date:
            return kind.fromisoformat(_expect(str, value))
        if kind is UUID or (isinstance(kind, type) and issubclass(kind, Enum)):
            return kind(_expect(str, value))
    except (ValueError, LookupError) as error:
        raise Unreadable(f"{value!r} is not a {kind.__name__}") from error
    raise Unreadable(f"{kind!r} is not a type documents hold")


def _expect(kind: type[T], value: Any) -> T:
    if isinstance(value, kind):
        return value
    raise Unreadable(f"{value!r} is not {kind.__name__}")
