"""Which text applied on a day, for programs: what tiers and tools answer alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from governance.errors import Invalid
from governance.web.api.fields import Ref
from governance.web.api.filters import check_names
from vendors.domain.timeline import Gap, Stretch
from vendors.models import TermsDocument, TermsVersion

ON = OpenApiParameter("on", dt.date, required=True, description="The day asked for, in the organisation's zone.")


class AppliedSerializer(serializers.Serializer[Any]):
    """What of one document applied. Without a version `gap` says why; empty where nothing was on record either way."""

    document = Ref()
    terms_version = serializers.UUIDField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(help_text="Of the bytes; empty without a version.")
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(
        allow_null=True, help_text="First day on which it is otherwise; null while it goes on."
    )
    gap = serializers.ChoiceField(choices=[gap.value for gap in Gap], allow_blank=True)
    unseen = serializers.BooleanField(help_text="Looks found no terms then: nobody saw that the text still stood.")


def day_asked(query: Any) -> dt.date:
    """The day of `?on=`. Raises Invalid, in words, where it is missing or is no day; BadQuery for other names."""
    check_names(query, ["on"])
    try:
        return dt.date.fromisoformat(query.get("on", ""))
    except ValueError as error:
        sentence = "Name the day as ?on=YYYY-MM-DD."
        raise Invalid(sentence, problems={"on": [sentence]}) from error


def as_row(document: TermsDocument, stretch: Stretch | None, version: TermsVersion | None) -> Mapping[str, Any]:
    """One document as it is answered."""
    return {
        "document": document,
        "terms_version": version.uid if version else None,
        "number": version.number if version else None,
        "sha256": version.sha256 if version else "",
        "since": stretch.start if stretch else None,
        "until": stretch.end if stretch else None,
        "gap": stretch.gap or "" if stretch else "",
        "unseen": stretch.unseen if stretch else False,
    }
