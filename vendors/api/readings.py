"""Readings: answers and citations, drafting and review. Privileged notes and notes of review stay on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.web.api.fields import Ref
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.api.citations import CitationSerializer
from vendors.domain.questions import QUESTIONS, value_in_words
from vendors.domain.terms import AnswerFact, AssessmentState, ClauseArea, Rating
from vendors.facts import ANSWERS, answer_facts
from vendors.models import Assessment

VALUE_SCHEMA = {
    "description": "A choice, choices, yes or no, days, or a text; every question admits `undocumented` and `silent`.",
    "oneOf": [
        {"type": "string"},
        {"type": "integer"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "string"}},
    ],
}


@extend_schema_field(VALUE_SCHEMA)
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """The value of an answer."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str | int | bool | list) or data != data:
            raise serializers.ValidationError("An answer is a text, a number, true or false, or a list of texts.")
        if isinstance(data, list) and not all(isinstance(item, str) for item in data):
            raise serializers.ValidationError("A list of answers holds texts.")
        return data

    def to_representation(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


class ConditionSerializer(serializers.Serializer[Any]):
    """The answer holds only while a setting of the tool has one of these values."""

    setting = serializers.CharField()
    required = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment] # fields leave the class body
    text = serializers.CharField()


class AnswerSerializer(serializers.Serializer[Any]):
    """One structured answer with what it rests on."""

    question = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment] # fields leave the class body
    value = ValueField()
    in_words = serializers.SerializerMethodField()
    conditions = ConditionSerializer(many=True)
    citations = CitationSerializer(many=True)
    secondary_source = serializers.CharField()

    def get_label(self, answer: AnswerFact) -> str:
        return QUESTIONS[answer.question].label

    def get_in_words(self, answer: AnswerFact) -> str:
        return value_in_words(answer.question, answer.value)


class AssessmentLineSerializer(serializers.ModelSerializer[Assessment]):
    """A reading without its answers."""

    clause = serializers.UUIDField(source="record.uid", read_only=True)
    area = serializers.ChoiceField(source="record.area", choices=[(area.value, area.value) for area in ClauseArea])
    tier = Ref(source="record.tier", read_only=True)
    drafted_by = Ref(read_only=True, allow_null=True)
    submitted_by = Ref(read_only=True, allow_null=True)
    approved_by = Ref(read_only=True, allow_null=True)
    stale = serializers.BooleanField(read_only=True)
    to_be_confirmed = serializers.BooleanField(read_only=True)

    class Meta:
        model = Assessment
        fields = [
            "uid",
            "version",
            "clause",
            "area",
            "tier",
            "number",
            "state",
            "rating",
            "stale",
            "stale_reason",
            "to_be_confirmed",
            "confirm_reason",
            "unverified_source",
            "unverified_source_date",
            "drafted_by",
            "created_at",
            "submitted_by",
            "submitted_at",
            "approved_by",
            "approved_at",
            "superseded_at",
            "reviewed_at",
            "review_due",
        ]


class AssessmentSerializer(AssessmentLineSerializer):
    """A reading, whole."""

    answers = serializers.SerializerMethodField()

    class Meta(AssessmentLineSerializer.Meta):
        fields = [
            *AssessmentLineSerializer.Meta.fields,
            "question_schema",
            "plain_reading",
            "rationale",
            "conditions",
            "answers",
        ]

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, assessment: Assessment) -> Any:
        """Answers in the order of the questions."""
        found = answer_facts(assessment.answers.all(), self.context["hidden"])
        return AnswerSerializer([found[code] for code in QUESTIONS if code in found], many=True).data


class AssessmentFilters(Filters):
    """Which readings."""

    clause = by_uid("record", "Uid of the clause record.")
    tier = by_uid("record__tier", "Uid of the tier.")
    vendor = by_uid("record__tier__product__vendor", "Uid of the vendor.")
    area = by_choice("record__area", ClauseArea, "Clause area.")
    state = by_choice("state", AssessmentState, "State.")
    rating = by_choice("rating", Rating, "Rating.")


def readings(*, whole: bool) -> QuerySet[Assessment]:
    """Readings with all that is shown of them."""
    rows = Assessment.objects.select_related("record__tier__product", "drafted_by", "submitted_by", "approved_by")
    return rows.prefetch_related(ANSWERS) if whole else rows
