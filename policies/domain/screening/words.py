"""The words of screening: what found nothing, and what spelling cannot find."""

from __future__ import annotations

import datetime as dt

from policies.domain.screening.lists import LIST_NAMES
from policies.domain.sentences import long_date

NO_CLEARANCE = "This is no clearance."
LIMITS = (
    "Compared are spellings. A name in Chinese, Cyrillic, Arabic or other letters is not turned into Latin ones, since "
    "that can be done in many ways, and the lists are in Latin letters: put the spelling the vendor uses itself on "
    "record as an alias. A party that goes by another name, or is owned by a listed one, is found only when that name "
    "or owner is on record."
)


def no_match(names: int, of: str, threshold: int, kind: str, dated_on: dt.date, decided: int = 0) -> str:
    """The sentence for names that found nothing, or nothing but what counsel `decided` to be no bar."""
    said = "name" if names == 1 else "names"
    if decided:
        met = "1 match" if decided == 1 else f"{decided} matches"
        return (
            f"{met} of {names} {said} of {of} at {threshold} or above, decided by counsel, none a bar; no other "
            f"in the {LIST_NAMES[kind]} of {long_date(dated_on)}. {NO_CLEARANCE}"
        )
    return (
        f"No match of {names} {said} of {of} at {threshold} or above in the {LIST_NAMES[kind]} of "
        f"{long_date(dated_on)}. {NO_CLEARANCE}"
    )
