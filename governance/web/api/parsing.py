"""Bodies as they come in: JSON whose numbers are numbers, and whose names stand once."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJson(JSONParser):
    """The framework's, without what Python reads beyond RFC 8259: NaN, and numbers no machine holds (1e999 would be
    infinite). A name that stands twice in one object is refused too: only one of its values would be kept."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body. Raises ParseError for what is not JSON, or means nothing."""
        try:
            return json.loads(
                stream.read().decode(), parse_float=_finite, parse_constant=_no_number, object_pairs_hook=_once
            )
        except ValueError as error:  # what is no UTF-8 is one too
            raise ParseError from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_number(text)
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
