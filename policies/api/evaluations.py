"""How an evaluation leaves the product: verdict, rules, answers, quotes, versions. Words of a contract only to its
readers (policies.chains)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from policies.asking import CategoryPreview
from policies.domain.types import Outcome, Result
from vendors.api.citations import CitationSerializer
from vendors.domain.terms import ClauseArea


def _codes(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class AnswerSeenSerializer(serializers.Serializer[Any]):
    """An answer a rule looked at, in words."""

    area = serializers.ChoiceField(
        choices=_codes(ClauseArea), allow_null=True, help_text="Null: no clause area, but a licence layer."
    )
    question = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # fields leave the class body
    value = serializers.CharField()


class RestSerializer(serializers.Serializer[Any]):
    """Answers that rest on the same citations."""

    answers = AnswerSeenSerializer(many=True)
    citations = CitationSerializer(many=True)


class FindingSerializer(serializers.Serializer[Any]):
    """What one rule found, and why."""

    code = serializers.CharField(source="finding.code")
    version = serializers.IntegerField(source="finding.version")
    title = serializers.CharField(source="finding.title")
    result = serializers.ChoiceField(source="finding.result", choices=_codes(Result))
    outcome = serializers.ChoiceField(source="finding.outcome", choices=_codes(Outcome))
    reasons = serializers.ListField(source="finding.reasons", child=serializers.CharField())
    required = serializers.CharField(source="finding.required")  # type: ignore[assignment] # as above
    conditions = serializers.ListField(source="finding.conditions", child=serializers.CharField())
    fixes = serializers.ListField(source="finding.fixes", child=serializers.CharField())
    rests = RestSerializer(many=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """One category for a tool: what the policy says, and what exists already."""

    category = serializers.UUIDField(source="edition.category.uid")
    slug = serializers.CharField(source="edition.category.slug")
    name = serializers.CharField(source="edition.name")
    mode = serializers.CharField(source="edition.category.mode")
    outcome = serializers.ChoiceField(source="evaluation.outcome", choices=_codes(Outcome))
    conditions = serializers.ListField(source="evaluation.conditions", child=serializers.CharField())
    findings = FindingSerializer(source="chains", many=True)
    open_line = serializers.SerializerMethodField()
    approval = serializers.SerializerMethodField()

    def get_open_line(self, preview: CategoryPreview) -> str | None:
        """Uid of the line that is being decided."""
        return str(preview.line.uid) if preview.line else None

    def get_approval(self, preview: CategoryPreview) -> str | None:
        """Uid of the approval in force."""
        return str(preview.approval.uid) if preview.approval else None


class EvaluationSerializer(serializers.Serializer[Any]):
    """A line as it stands now. A decision names `sha256`: what was judged."""

    category = serializers.CharField()
    outcome = serializers.ChoiceField(choices=_codes(Outcome))
    sha256 = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField())
    findings = FindingSerializer(many=True)
