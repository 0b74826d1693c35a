"""The redline of two versions as data: the runs that the page shows and the Word file holds."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance.errors import Invalid
from vendors.domain.redline import ChangeKind, for_reading
from vendors.models import TermsVersion


class ChangeSerializer(serializers.Serializer[Any]):
    """A run of text that stayed, went or came. Positions count characters of the canonical texts."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ChangeKind])
    text = serializers.CharField(trim_whitespace=False)
    old_start = serializers.IntegerField(help_text="Where it stands, or would stand, in the older text.")
    new_start = serializers.IntegerField(help_text="Where it stands, or would stand, in the newer text.")
    move = serializers.IntegerField(help_text="The same number on what went and what came: it moved. 0: no move.")
    noise = serializers.BooleanField(help_text="A change of form alone.")


class SideSerializer(serializers.Serializer[Any]):
    """One of the two versions."""

    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    sha256 = serializers.CharField()
    text_sha256 = serializers.CharField()


class RedlineSerializer(serializers.Serializer[Any]):
    """Without the inserted runs the texts of `changes` are the older text, without the deleted ones the newer."""

    old = SideSerializer()
    new = SideSerializer()
    changes = ChangeSerializer(many=True)


def other_version(rows: QuerySet[TermsVersion], version: TermsVersion, asked: str) -> TermsVersion:
    """The version of the same document that `asked` names by uid, or the one before. Raises Invalid."""
    others = rows.filter(document=version.document_id).exclude(pk=version.pk).order_by("-number")
    if not asked:
        found = others.filter(number__lt=version.number).first()
        return found or _refuse("There is no version before this one. Name another with `with`.")
    try:
        uid = uuid.UUID(asked)
    except ValueError:
        _refuse("Give the uid of a version.")
    return others.filter(uid=uid).first() or _refuse("This is no other version of the same document.")


def _refuse(sentence: str) -> Any:
    raise Invalid(sentence, problems={"with": [sentence]})


def redline_of(version: TermsVersion, other: TermsVersion) -> dict[str, Any]:
    """The redline from the lower number to the higher; both come with their texts, the newest first."""
    old, new = sorted((version, other), key=lambda row: row.number)
    before, after = (row.texts.all()[0] for row in (old, new))
    return {
        "old": {"uid": old.uid, "number": old.number, "sha256": old.sha256, "text_sha256": before.sha256},
        "new": {"uid": new.uid, "number": new.number, "sha256": new.sha256, "text_sha256": after.sha256},
        "changes": [change._asdict() for change in for_reading(before.text, after.text)],
    }
