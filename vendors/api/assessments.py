"""Deeds on readings: draft, answer, cite, submit, and the judgements a person makes in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed
from governance.web.api.fields import MANY, Entry, RowField, RowsField, Text, choice, column, prose
from governance.web.api.parsing import StrictJson
from vendors.api.citations import TermsRows
from vendors.api.readings import AssessmentFilters, AssessmentLineSerializer, AssessmentSerializer, ValueField, readings
from vendors.domain.anchoring import Selector
from vendors.domain.terms import Condition, Rating
from vendors.models import (
    Answer,
    Assessment,
    CanonicalText,
    Citation,
    ClauseRecord,
    TermsDocument,
    TermsVersion,
)
from vendors.models.clause import OPEN_STATES
from vendors.services.assessments import (
    approve_assessment,
    confirm_assessment,
    discard_assessment,
    return_assessment,
    submit_assessment,
)
from vendors.services.citations import MAX_QUOTE
from vendors.services.citing import Proof, cite_document, cite_quote, cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, detach_citation, save_draft, start_draft


class StartEntry(Entry):
    """The clause record to read."""

    clause = RowField(lambda user: ClauseRecord.objects.all())


class ConditionEntry(Entry):
    """A setting on which an answer depends."""

    setting = Text(max_length=60)
    required = serializers.ListField(child=Text(max_length=120), max_length=20)  # type: ignore[assignment] # fields leave the class body
    text = Text(max_length=500, allow_blank=True, default="")


class AnswerEntry(Entry):
    """One answer. What is left out stays as it is."""

    question = column(Answer, "question")
    value = ValueField(allow_null=True, default=None)
    conditions = ConditionEntry(many=True, allow_null=True, default=None)
    secondary_source = Text(max_length=300, allow_blank=True, allow_null=True, default=None)
    secondary_date = serializers.DateField(allow_null=True, default=None)


class ReadingEntry(Entry):
    """The prose of a draft, and the answers that change. Questions not named stay as they are."""

    rating = choice(Rating)
    plain_reading = prose()
    rationale = prose()
    conditions = prose()
    answers = AnswerEntry(many=True, default=list)


def _questions() -> serializers.ListField:
    return serializers.ListField(child=Text(max_length=60), min_length=1, max_length=MANY)


class QuoteEntry(Entry):
    """Words of a version, exactly as they stand in its canonical text."""

    questions = _questions()
    text = RowField(
        lambda user: CanonicalText.objects.filter(version__document__in=TermsDocument.objects.visible_to(user)),
        help_text="Uid of the canonical text.",
    )
    exact = Text(max_length=MAX_QUOTE, trim_whitespace=False)
    prefix = Text(max_length=200, allow_blank=True, trim_whitespace=False, default="")
    suffix = Text(max_length=200, allow_blank=True, trim_whitespace=False, default="")
    start = serializers.IntegerField(min_value=0, max_value=2_000_000_000, allow_null=True, default=None)


class SilenceEntry(Entry):
    """Versions that were read whole and say nothing on the questions."""

    questions = _questions()
    versions = RowsField(lambda user: TermsVersion.objects.visible_to(user), min_length=1)
    note = prose()


class ProofEntry(Entry):
    """A document outside the terms, as multipart/form-data."""

    questions = _questions()
    title = column(Citation, "title")
    file = serializers.FileField(allow_empty_file=True)
    page = column(Citation, "page", required=False)
    dated_on = serializers.DateField(allow_null=True, default=None)
    note = prose()


class UnciteEntry(Entry):
    """A citation to take off one answer."""

    question = column(Answer, "question")
    citation = RowField(lambda user: Citation.objects.all())


class SubmitEntry(Entry):
    """Whether it is meant as a reading of an older text, where newer ones do not carry what it rests on."""

    on_older_text = serializers.BooleanField(default=False)


class NoteEntry(Entry):
    """What should be changed."""

    note = prose()


class Assessments(TermsRows):
    """Counsel's readings of clauses. Approving, returning and confirming need a person in a session."""

    serializer_class = AssessmentSerializer
    list_serializer_class = AssessmentLineSerializer
    filterset_class = AssessmentFilters
    parser_classes = [StrictJson, MultiPartParser]
    deeds = {
        "create": Deed("assessment.edit", StartEntry),
        "update": Deed("assessment.edit", ReadingEntry),
        "cite_quote": Deed("assessment.edit", QuoteEntry),
        "cite_silence": Deed("assessment.edit", SilenceEntry),
        "cite_document": Deed("assessment.edit", ProofEntry),
        "uncite": Deed("assessment.edit", UnciteEntry),
        "submit": Deed("assessment.submit", SubmitEntry),
        "discard": Deed("assessment.edit"),
        "send_back": Deed("assessment.return", NoteEntry),
        "approve": Deed("assessment.approve"),
        "confirm": Deed("assessment.confirm"),
    }

    def rows(self) -> QuerySet[Assessment]:
        return readings(whole=self.action != "list")

    def create(self, request: Request) -> Response:
        """Start the one draft of a clause record; it begins with the approved answers, if there are any."""
        clause = self.entry["clause"]
        self.refuse_existing("A reading of this clause", record=clause, state__in=OPEN_STATES)
        return self.created(start_draft(actor=self.actor, record_row=clause))

    def update(self, request: Request, uid: Any) -> Response:
        """Save prose and answers of a draft."""
        entry = self.entry
        answers = {item.pop("question"): _answer(item) for item in entry.pop("answers")}
        saved = save_draft(
            actor=self.actor,
            assessment=self.row,
            version=self.row.version,
            reading=ReadingInput(**entry),
            answers=answers,
        )
        return self.again(saved)

    @action(detail=True, methods=["post"], url_path="cite/quote")
    def cite_quote(self, request: Request, uid: Any) -> Response:
        """Let answers rest on a quote."""
        entry = self.entry
        questions, text = entry.pop("questions"), entry.pop("text")
        selector = Selector(**entry)
        return self.again(
            cite_quote(actor=self.actor, into=self.row, questions=questions, text=text, selector=selector)
        )

    @action(detail=True, methods=["post"], url_path="cite/silence")
    def cite_silence(self, request: Request, uid: Any) -> Response:
        """Let answers rest on the silence of versions that were read whole."""
        return self.again(cite_silence(actor=self.actor, into=self.row, **self.entry))

    @action(detail=True, methods=["post"], url_path="cite/document", parser_classes=[MultiPartParser])
    def cite_document(self, request: Request, uid: Any) -> Response:
        """Let answers rest on a document outside the terms."""
        entry = self.entry
        questions, upload = entry.pop("questions"), entry.pop("file")
        proof = Proof(data=upload.read(), media_type=upload.content_type or "application/octet-stream", **entry)
        return self.again(cite_document(actor=self.actor, into=self.row, questions=questions, proof=proof))

    @action(detail=True, methods=["post"])
    def uncite(self, request: Request, uid: Any) -> Response:
        """Take a citation off one answer."""
        return self.again(
            detach_citation(actor=self.actor, assessment=self.row, version=self.row.version, **self.entry)
        )

    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uid: Any) -> Response:
        """Send a draft to a second counsel. Refused with the code `older-text` where newer texts dropped a quote."""
        row = self.row
        return self.again(submit_assessment(actor=self.actor, assessment=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def discard(self, request: Request, uid: Any) -> Response:
        """Give a draft up; it stays in the history."""
        return self.again(discard_assessment(actor=self.actor, assessment=self.row, version=self.row.version))

    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, uid: Any) -> Response:
        """Return a reading in review, with what should be changed. Needs a session."""
        row = self.row
        return self.again(return_assessment(actor=self.actor, assessment=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def approve(self, request: Request, uid: Any) -> Response:
        """Approve a reading somebody else drafted. Needs a session and a fresh step-up."""
        return self.again(approve_assessment(actor=self.actor, assessment=self.row, version=self.row.version))

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uid: Any) -> Response:
        """Confirm an approved reading after its text changed elsewhere. Needs a session and a fresh step-up."""
        return self.again(confirm_assessment(actor=self.actor, assessment=self.row, version=self.row.version))


def _answer(item: dict[str, Any]) -> AnswerInput:
    conditions = item.pop("conditions")
    entered = None
    if conditions is not None:
        entered = [Condition(each["setting"], tuple(each["required"]), each["text"]) for each in conditions]
    return AnswerInput(raw=item.pop("value"), conditions=entered, **item)
