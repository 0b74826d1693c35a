"""Forms of policy revisions, their categories and rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from governance.web.forms import Form, VersionedForm
from policies.domain.labels import label
from policies.domain.rules.base import Rule
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.types import CodebaseKind, Destination, Mode, OnFail
from policies.models import CategoryEdition


def holders(role: Role) -> QuerySet[User]:
    """People who hold `role` now and whose account is open."""
    held = RoleGrant.objects.open().filter(role=role).values("person")
    people: QuerySet[User] = User.objects.filter(pk__in=held, is_active=True).order_by("name")
    return people


class RevisionForm(Form):
    """What a revision is about."""

    title = forms.CharField(max_length=200, help_text="In a few words, as it will stand in the list of revisions.")
    summary = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Why it is made, for those who will sign."
    )


class CategoryForm(VersionedForm):
    """A category of the draft."""

    name = forms.CharField(max_length=80)
    description = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What belongs here, in words an engineer recognises.",
    )
    mode = forms.ChoiceField(
        label="Entry mode",
        choices=[(mode.value, label(mode)) for mode in Mode],
        widget=forms.RadioSelect,
        help_text="How AI output may enter. It never changes for a category.",
    )
    legal_owner = forms.ModelChoiceField(User.objects.none(), required=False, to_field_name="uid")
    engineering_owner = forms.ModelChoiceField(User.objects.none(), required=False, to_field_name="uid")
    allowed_kinds = forms.MultipleChoiceField(
        label="Kinds of codebase",
        choices=[(kind.value, label(kind)) for kind in CodebaseKind],
        widget=forms.CheckboxSelectMultiple,
        help_text="Training pipelines, datasets and models can only be in a restricted category.",
    )
    allowed_destinations = forms.MultipleChoiceField(
        label="Destinations",
        choices=[(place.value, label(place)) for place in Destination],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, edition: CategoryEdition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if edition is not None:
            del self.fields["mode"]
        for name, role in (("legal_owner", Role.COUNSEL), ("engineering_owner", Role.ENGINEERING_OWNER)):
            field = self.fields[name]
            assert_model_choice(field).queryset = holders(role)

    @staticmethod
    def initial_of(edition: CategoryEdition) -> dict[str, Any]:
        """What the form shows for a category as it is."""
        return {
            "version": edition.revision.version,
            "name": edition.name,
            "description": edition.description,
            "legal_owner": edition.legal_owner.uid if edition.legal_owner else None,
            "engineering_owner": edition.engineering_owner.uid if edition.engineering_owner else None,
            "allowed_kinds": edition.allowed_kinds.split(),
            "allowed_destinations": edition.allowed_destinations.split(),
        }


def assert_model_choice(field: forms.Field) -> forms.ModelChoiceField[Any]:
    """Narrow a field's type for mypy; raises TypeError when the form changed underneath."""
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError("not a choice of rows")
    return field


class RuleForm(VersionedForm):
    """A rule of a category: its parameters as the rule itself declares them, and what failing means."""

    on_fail = forms.ChoiceField(
        label="When it fails",
        choices=[(entry.value, label(entry)) for entry in reversed(OnFail)],
        widget=forms.RadioSelect,
        help_text="Barred unless you have a reason to let both lanes sign it off.",
    )
    reason = forms.CharField(
        label="Why the category has this rule", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for parameter in rule.parameters:
            self.fields[parameter.name] = field_of(parameter)
        self.order_fields(["version", *(parameter.name for parameter in rule.parameters), "on_fail", "reason"])

    @property
    def parameter_fields(self) -> list[forms.BoundField]:
        """The fields of the rule's own parameters, for the template."""
        return [self[parameter.name] for parameter in self.rule.parameters]

    def parameters(self) -> dict[str, object]:
        """Parameters as entered; the service cleans and checks them."""
        return {parameter.name: self.cleaned_data.get(parameter.name) for parameter in self.rule.parameters}


def field_of(parameter: Parameter) -> forms.Field:
    """The form field for one parameter of a rule."""
    common: dict[str, Any] = {"label": parameter.label, "help_text": parameter.help, "required": False}
    if parameter.kind is ParameterKind.YES_NO:
        return forms.BooleanField(initial=parameter.default, **common)
    if parameter.kind is ParameterKind.DAYS:
        return forms.CharField(
            initial=parameter.default, widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}), **common
        )
    if parameter.kind is ParameterKind.CHOICE:
        return forms.ChoiceField(
            choices=parameter.options, initial=parameter.default, widget=forms.RadioSelect, **common
        )
    default = parameter.default if isinstance(parameter.default, tuple) else ()
    if parameter.options:
        return forms.MultipleChoiceField(
            choices=parameter.options, initial=list(default), widget=forms.CheckboxSelectMultiple, **common
        )
    common["help_text"] = f"{parameter.help} One per line.".strip()
    return forms.CharField(initial="\n".join(default), widget=forms.Textarea(attrs={"rows": 4}), **common)
