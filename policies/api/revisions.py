"""Policy revisions: reading them, and drafting the one draft. Signing needs a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import User
from governance.web.api.fields import MANY, SMALL, Entry, Ref, RowField, Text, choice, column, prose
from governance.web.api.filters import Filters, by_choice
from policies.api.categories import EditionSerializer, editions
from policies.domain.types import CodebaseKind, Destination, Lane, Mode, OnFail, RevisionState
from policies.models import Category, CategoryEdition, PolicyRevision, RevisionSignature
from policies.services.publishing import sign_revision
from policies.services.revisions import (
    EditionInput,
    add_category,
    change_category,
    describe_revision,
    discard_revision,
    remove_category,
    remove_rule,
    save_rule,
    start_revision,
)

SIGNING = ("policy.sign.legal", "policy.sign.engineering")
CATEGORY = "categories/<slug:slug>"
RULE = f"{CATEGORY}/rules/<slug:code>"


class SignatureSerializer(serializers.ModelSerializer[RevisionSignature]):
    """One lane signed one content hash."""

    person = Ref(read_only=True)

    class Meta:
        model = RevisionSignature
        fields = [
            "uid",
            "lane",
            "person",
            "person_name",
            "job_title",
            "content_hash",
            "sentence",
            "face_note",
            "signed_at",
        ]


class RevisionLineSerializer(serializers.ModelSerializer[PolicyRevision]):
    """A revision without its categories."""

    based_on = serializers.UUIDField(source="based_on.uid", read_only=True, allow_null=True)
    created_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = PolicyRevision
        fields = [
            "uid",
            "version",
            "number",
            "state",
            "title",
            "summary",
            "based_on",
            "content_hash",
            "created_by",
            "created_at",
            "published_at",
            "superseded_at",
        ]


class RevisionSerializer(RevisionLineSerializer):
    """A revision with its categories, their rules, and who signed."""

    categories = EditionSerializer(source="editions", many=True, read_only=True)
    signatures = SignatureSerializer(many=True, read_only=True)

    class Meta(RevisionLineSerializer.Meta):
        fields = [*RevisionLineSerializer.Meta.fields, "categories", "signatures"]


class RevisionEntry(Entry):
    """What the revision is about."""

    title = column(PolicyRevision, "title")
    summary = prose()


class EditionEntry(Entry):
    """A category as it is to be."""

    name = column(CategoryEdition, "name")
    description = prose()
    legal_owner = RowField(lambda user: User.objects.all(), allow_null=True, default=None)
    engineering_owner = RowField(lambda user: User.objects.all(), allow_null=True, default=None)
    allowed_kinds = serializers.ListField(child=choice(CodebaseKind), max_length=MANY)
    allowed_destinations = serializers.ListField(child=choice(Destination), max_length=MANY)


class NewEditionEntry(EditionEntry):
    """A category to add: a new one with its mode, or an earlier one taken up again."""

    mode = choice(Mode)
    category = RowField(lambda user: Category.objects.all(), allow_null=True, default=None)


class RuleEntry(Entry):
    """A rule with all its parameters."""

    version = serializers.IntegerField(min_value=1, max_value=SMALL)
    parameters = serializers.DictField(default=dict)
    on_fail = choice(OnFail, default=OnFail.BARRED)
    reason = prose()


class SigningEntry(Entry):
    """The lane, and the content hash that was read."""

    lane = choice(Lane)
    content_hash = Text(max_length=64)


class RevisionFilters(Filters):
    """Which revisions."""

    state = by_choice("state", RevisionState, "State.")


def _input(entry: dict[str, Any]) -> EditionInput:
    return EditionInput(**{name: entry[name] for name in EditionInput.__dataclass_fields__})


class Revisions(Rows):
    """Numbered revisions of the policy. One is in force, one may be a draft."""

    serializer_class = RevisionSerializer
    list_serializer_class = RevisionLineSerializer
    filterset_class = RevisionFilters
    deeds = {
        "create": Deed("policy.edit", RevisionEntry),
        "update": Deed("policy.edit", RevisionEntry),
        "discard": Deed("policy.edit"),
        "sign": Deed(SIGNING, SigningEntry),
        "add_category": Deed("policy.edit", NewEditionEntry),
        "change_category": Deed("policy.edit", EditionEntry),
        "remove_category": Deed("policy.edit"),
        "save_rule": Deed("policy.edit", RuleEntry),
        "remove_rule": Deed("policy.edit"),
    }

    def rows(self) -> QuerySet[PolicyRevision]:
        rows = PolicyRevision.objects.select_related("based_on", "created_by")
        if self.action == "list":
            return rows.defer("content", "based_on__content")
        signatures = RevisionSignature.objects.select_related("person")
        return rows.prefetch_related(Prefetch("editions", editions()), Prefetch("signatures", signatures))

    def create(self, request: Request) -> Response:
        """Start the draft, as a copy of the revision in force."""
        entry = self.entry
        self.refuse_existing("A draft revision", state=RevisionState.DRAFT)
        return self.created(start_revision(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Change title and summary of the draft."""
        row = self.row
        return self.again(describe_revision(actor=self.actor, revision=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def discard(self, request: Request, uid: Any) -> Response:
        """Give the draft up."""
        return self.again(discard_revision(actor=self.actor, revision=self.row, version=self.row.version))

    @action(detail=True, methods=["post"])
    def sign(self, request: Request, uid: Any) -> Response:
        """Sign the draft in one lane. Needs a session and a fresh step-up."""
        row = self.row
        return self.again(sign_revision(actor=self.actor, revision=row, version=row.version, **self.entry))

    @action(detail=True, methods=["post"], url_path="categories")
    def add_category(self, request: Request, uid: Any) -> Response:
        """Add a category to the draft."""
        entry, row = self.entry, self.row
        add_category(
            actor=self.actor,
            revision=row,
            version=row.version,
            mode=entry["mode"],
            entry=_input(entry),
            category=entry["category"],
        )
        return self.again(row)

    @action(detail=True, methods=["put"], url_path=CATEGORY)
    def change_category(self, request: Request, uid: Any, slug: str) -> Response:
        """Change a category of the draft."""
        row, edition = self.row, self._edition(slug)
        change_category(actor=self.actor, edition=edition, version=row.version, entry=_input(self.entry))
        return self.again(row)

    @extend_schema(responses={200: RevisionSerializer})
    @change_category.mapping.delete
    def remove_category(self, request: Request, uid: Any, slug: str) -> Response:
        """Take a category out of the draft."""
        row = self.row
        remove_category(actor=self.actor, edition=self._edition(slug), version=row.version)
        return self.again(row)

    @action(detail=True, methods=["put"], url_path=RULE)
    def save_rule(self, request: Request, uid: Any, slug: str, code: str) -> Response:
        """Set a rule of a category of the draft."""
        row, entry = self.row, self.entry
        save_rule(
            actor=self.actor,
            edition=self._edition(slug),
            version=row.version,
            code=code,
            rule_version=entry.pop("version"),
            **entry,
        )
        return self.again(row)

    @extend_schema(responses={200: RevisionSerializer})
    @save_rule.mapping.delete
    def remove_rule(self, request: Request, uid: Any, slug: str, code: str) -> Response:
        """Take a rule out of a category of the draft."""
        row = self.row
        rule = get_object_or_404(self._edition(slug).rules.select_related("edition__revision"), code=code)
        remove_rule(actor=self.actor, rule=rule, version=row.version)
        return self.again(row)

    def _edition(self, slug: str) -> CategoryEdition:
        rows = CategoryEdition.objects.select_related("revision", "category")
        return get_object_or_404(rows, revision=self.row, category__slug=slug)
